package skipping_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestSkipping(t *testing.T) { suite.Run(t, "skipping") }
