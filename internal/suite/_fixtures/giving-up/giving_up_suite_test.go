package givingup_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestGivingUp(t *testing.T) { suite.Run(t, "giving up") }
