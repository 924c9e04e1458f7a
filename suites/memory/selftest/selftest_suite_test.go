package selftest_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestSelftest(t *testing.T) { suite.Run(t, "suites/memory/selftest") }
