package indexer_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestIndexer(t *testing.T) { suite.Run(t, "pkg/indexer") }
