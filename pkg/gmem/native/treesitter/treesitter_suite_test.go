package treesitter_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func Test(t *testing.T) { suite.Run(t, "pkg/gmem/native/treesitter") }
