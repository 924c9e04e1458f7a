package native_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestNative(t *testing.T) { suite.Run(t, "pkg/gmem/native") }
