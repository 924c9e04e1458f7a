package mutate_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestMutate(t *testing.T) { suite.Run(t, "suites/memory/mutants/mutate") }
