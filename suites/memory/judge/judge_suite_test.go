package judge_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestJudge(t *testing.T) { suite.Run(t, "suites/memory/judge") }
