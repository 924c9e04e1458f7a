package report

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestReport(t *testing.T) { suite.Run(t, "suites/memory/report") }
