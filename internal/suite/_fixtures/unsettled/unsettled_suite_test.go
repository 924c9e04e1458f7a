package unsettled_test

import (
	"os"
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

// The suite runs in a module whose settings are broken on purpose: it must fail before any spec runs.
func TestUnsettled(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{"go.mod": "module unsettled\n", "ginkgo.yml": "labels: 1\n"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	suite.Run(t, "unsettled")
}
