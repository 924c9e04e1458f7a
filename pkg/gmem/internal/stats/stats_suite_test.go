package stats_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestStats(t *testing.T) { suite.Run(t, "Stats") }
