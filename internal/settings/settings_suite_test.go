package settings_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestSettings(t *testing.T) { suite.Run(t, "internal/settings") }
