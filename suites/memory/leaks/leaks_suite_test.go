package leaks_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestLeaks(t *testing.T) { suite.Run(t, "suites/memory/leaks") }
