package synth_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestSynth(t *testing.T) {
	suite.Run(t, "pkg/synth")
}
