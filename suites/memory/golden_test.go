package memory_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var flagUpdate = flag.Bool("update", false, internalFlag+"specs: write testdata/messages.golden anew from the present messages")

// message is a text that people meet, under a heading that says when.
type message struct{ heading, text string }

// messages are all of them, in the order of the golden file. Those of the matchers are pinned in pkg/gmem.
func messages() []message {
	GinkgoHelper()
	return slices.Concat(endingMessages(), flagMessages(), progressMessages(), settingsMessages(), skipMessages(), baselineMessages(), githubMessages())
}

// goldenWidth is the most columns that a line of a message may have. What is refused is quoted as it is, and Markdown has
// no width.
const goldenWidth = 100

var _ = Describe("The messages of the memory suite", func() {
	It("are those of testdata/messages.golden", func() {
		var text strings.Builder
		for _, one := range messages() {
			text.WriteString("=== " + one.heading + "\n" + strings.Trim(one.text, "\n") + "\n\n")
		}
		golden := filepath.Join("testdata", "messages.golden")
		if *flagUpdate {
			Expect(os.MkdirAll("testdata", 0o750)).To(Succeed())
			Expect(os.WriteFile(golden, []byte(text.String()), 0o600)).To(Succeed())
		}
		want, err := os.ReadFile(golden)
		Expect(err).NotTo(HaveOccurred())
		Expect(text.String()).To(Equal(string(want)),
			"go test ./suites/memory -run TestMemory -ginkgo.focus='messages of the memory suite' -args -update writes it anew")
	})

	It("carry no colour, and fit the width of a log", func() {
		for _, one := range messages() {
			Expect(one.text).NotTo(ContainSubstring("\x1b"), "%s", one.heading)
			if strings.HasPrefix(one.heading, "bad ") || strings.HasPrefix(one.heading, "summary ") {
				continue
			}
			for line := range strings.Lines(one.text) {
				Expect(utf8.RuneCountInString(strings.TrimRight(line, "\n"))).To(BeNumerically("<=", goldenWidth), "%s", one.heading)
			}
		}
	})
})
