package walk_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestWalk(t *testing.T) { suite.Run(t, "pkg/indexer/walk") }
