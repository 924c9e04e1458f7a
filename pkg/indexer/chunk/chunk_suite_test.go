package chunk

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestChunk(t *testing.T) { suite.Run(t, "pkg/indexer/chunk") }
