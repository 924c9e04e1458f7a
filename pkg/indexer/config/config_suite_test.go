package config_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestConfig(t *testing.T) { suite.Run(t, "pkg/indexer/config") }
