package report_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestReport(t *testing.T) { suite.Run(t, "pkg/gmem/report") }
