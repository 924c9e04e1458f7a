package store_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestStore(t *testing.T) { suite.Run(t, "pkg/store") }
