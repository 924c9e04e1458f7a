package main

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestMutants(t *testing.T) { suite.Run(t, "suites/memory/mutants") }
