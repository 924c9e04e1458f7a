package undeclared_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestUndeclared(t *testing.T) { suite.Run(t, "undeclared") }
