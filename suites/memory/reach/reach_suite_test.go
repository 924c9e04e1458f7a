package reach_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestReach(t *testing.T) { suite.Run(t, "suites/memory/reach") }
