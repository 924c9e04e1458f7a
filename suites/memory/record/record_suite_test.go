package record_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestRecord(t *testing.T) { suite.Run(t, "suites/memory/record") }
