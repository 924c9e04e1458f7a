package memory_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/suites/memory/run"
)

// settingsMessages are what a bad ginkgo.yml is refused with.
func settingsMessages() []message {
	GinkgoHelper()
	root, err := settings.Root()
	Expect(err).NotTo(HaveOccurred())
	good, err := os.ReadFile(filepath.Join(root, settings.FileName))
	Expect(err).NotTo(HaveOccurred())
	folder := GinkgoT().TempDir()
	path := filepath.Join(folder, settings.FileName)
	var messages []message
	for _, bad := range []struct{ heading, was, is string }{
		{"an unknown key", "ceiling:", "cieling:"},
		{"an amount without its unit", "ceiling: 2.0 GB", "ceiling: 2"},
		{"a ceiling of nothing", "ceiling: 2.0 GB", "ceiling: 0 GB"},
		{"a sampling slower than allowed", "sample_every: 50ms", "sample_every: 3s"},
		{"a rate without its unit", "threshold: 32 B/file", "threshold: 32 B"},
		{"too few cycles", "cycles: 8 ", "cycles: 5 "},
		{"broken syntax", "labels:", "labels: ["},
	} {
		Expect(string(good)).To(ContainSubstring(bad.was))
		Expect(os.WriteFile(path, []byte(strings.Replace(string(good), bad.was, bad.is, 1)), 0o600)).To(Succeed())
		_, err := settings.Load(path)
		Expect(err).To(HaveOccurred())
		messages = append(messages, message{"bad ginkgo.yml: " + bad.heading, strings.ReplaceAll(err.Error(), folder+string(filepath.Separator), "")})
	}
	return messages
}

// skipMessages are why a spec is left out, or can't be judged.
func skipMessages() []message {
	dead := judgeCanaries([]run.Canary{{Meter: "tree-sitter held", Planted: 4_194_304, Slack: 419_430}})
	return []message{
		{"skipped: memory can't be read", unmeasurableText(errors.New("read RSS of process 7: not implemented yet"))},
		{"skipped: no exact meters", unmeteredText("built with the race detector, which brings its own allocator")},
		{"skipped: a real tree has one size", oneSizeText},
		{"a meter is dead", wrap(dead.String())},
		{"a leak that the guard stopped", wrap("stopped early: index /tmp/tree: " + run.ErrCeiling.Error() + " at 2.0 GB")},
	}
}
