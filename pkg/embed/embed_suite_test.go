package embed_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestEmbed(t *testing.T) { suite.Run(t, "pkg/embed") }
