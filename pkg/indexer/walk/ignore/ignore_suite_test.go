package ignore_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestIgnore(t *testing.T) { suite.Run(t, "pkg/indexer/walk/ignore") }
