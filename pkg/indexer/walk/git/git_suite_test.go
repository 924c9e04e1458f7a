package git_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestGit(t *testing.T) { suite.Run(t, "pkg/indexer/walk/git") }
