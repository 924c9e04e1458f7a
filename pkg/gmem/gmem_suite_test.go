package gmem_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestGmem(t *testing.T) { suite.Run(t, "pkg/gmem") }
