package suite

import "testing"

func TestSuite(t *testing.T) { Run(t, "internal/suite") }
