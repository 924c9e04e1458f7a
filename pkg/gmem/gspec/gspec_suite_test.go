package gspec_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestGspec(t *testing.T) { suite.Run(t, "pkg/gmem/gspec") }
