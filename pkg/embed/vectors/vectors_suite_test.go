package vectors_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestVectors(t *testing.T) { suite.Run(t, "pkg/embed/vectors") }
