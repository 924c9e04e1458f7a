package run_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestRun(t *testing.T) { suite.Run(t, "suites/memory/run") }
