package chunk

import (
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Markdown", func() {
	cut := func(ctx SpecContext, budget int, source string) []string {
		chunks, err := cutSoundly(ctx, Budgets{Default: budget}, "a.md", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		return contents(chunks)
	}
	words := func(count int) string { return strings.TrimSpace(strings.Repeat("word ", count)) + "\n" }

	It("begins a chunk with the heading of each section that doesn't fit the one before", func(ctx SpecContext) {
		source := "# Title\n\n## One\n\n" + words(10) + "\n## Two\n\n" + words(8) + "\n" + words(8) + "\nThree\n-----\n" + words(30)
		Expect(cut(ctx, 60, source)).To(Equal([]string{
			"# Title\n\n## One\n\n" + strings.TrimSpace(words(10)),
			"## Two\n\n" + strings.TrimSpace(words(8)), strings.TrimSpace(words(8)),
			"Three\n-----\n" + strings.TrimSpace(words(12)), strings.TrimSpace(words(15)), strings.TrimSpace(words(3)),
		}))
	})

	It("never ends a chunk with a heading that its text would have fitted with", func(ctx SpecContext) {
		for length := range 60 {
			source := fmt.Sprintf("# A\n\n%s\n## B\n\n%s", words(length), words(10))
			for _, text := range cut(ctx, 80, source) {
				Expect(text).NotTo(HaveSuffix("## B"))
			}
		}
	})

	It("merges small sections", func(ctx SpecContext) {
		Expect(cut(ctx, 60, "# A\n\none\n\n# B\n\ntwo\n")).To(Equal([]string{"# A\n\none\n\n# B\n\ntwo"}))
	})

	DescribeTable("keeps whole what fits a chunk",
		func(ctx SpecContext, block string) {
			for before := range 40 {
				for _, head := range []string{"", "# Title\n\n", "- item\n\n"} {
					source := head + words(before) + "\n" + block + "\n\n" + words(30)
					Expect(cut(ctx, 80, source)).To(ContainElement(ContainSubstring(block)), "%d: %q", before, source)
				}
			}
		},
		Entry("fenced code", "```go\nfunc f() {\n\n# no heading\n\n}\n```"),
		Entry("code within tildes, with backticks inside", "~~~~\n```\nx\n\n~~~\ny\n~~~~"),
		Entry("a table", "| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |"),
		Entry("fenced code in a list", "  ```sh\n  make\n\n  # no heading\n  make test\n  ```"),
	)

	It("parts fenced code by lines only where it doesn't fit alone", func(ctx SpecContext) {
		source := "text\n\n```\n" + strings.Repeat("line\n", 40) + "```\n"
		Expect(cut(ctx, 60, source)).To(HaveLen(3))
	})

	It("is read in one pass, however long a paragraph is", func(ctx SpecContext) {
		chunks, err := New(Budgets{}, Limits{}).Cut(ctx, "a.md", []byte("a\nb\n"+strings.Repeat("---\n", 500_000)))
		Expect(err).NotTo(HaveOccurred())
		Expect(len(chunks)).To(BeNumerically(">", 1000))
	}, SpecTimeout(10*time.Second))
})
