package api_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestAPI(t *testing.T) { suite.Run(t, "pkg/embed/api") }
