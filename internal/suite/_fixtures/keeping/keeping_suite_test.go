package keeping_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestKeeping(t *testing.T) { suite.Run(t, "keeping") }
