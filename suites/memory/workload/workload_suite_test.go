package workload_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestWorkload(t *testing.T) { suite.Run(t, "suites/memory/workload") }
