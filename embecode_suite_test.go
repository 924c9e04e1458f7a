package embecode_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestProject(t *testing.T) { suite.Run(t, "embecode") }
