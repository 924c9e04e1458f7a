package chunk

import (
	"fmt"
	"math/rand"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// bombs are texts that take between 40 MB and 5 GB in an unlimited parser, with the language that it happens in.
func bombs(random *rand.Rand, size int) map[string]string {
	word := func() string { return fmt.Sprintf("%c%d", 'a'+rune(random.Intn(26)), random.Intn(100)) }
	build := func(piece func() string) string {
		var text strings.Builder
		for text.Len() < size {
			text.WriteString(piece())
		}
		return text.String()
	}
	always := func(pattern string) string { return build(func() string { return pattern }) }
	return map[string]string{
		"closed up.java":          always("a<"),
		"spaced.java":             always("b < c< "),
		"on lines.java":           always("a<\n"),
		"with blank lines.java":   always("a<\n\n"),
		"with words.java":         build(func() string { return word() + "<" + strings.Repeat(" ", random.Intn(3)) }),
		"generics.java":           always("List<Map<"),
		"mixed generics.java":     build(func() string { return "List<Map<" + word() + ", Set<" + word() + "> " }),
		"after a class.java":      "class A {\n  int f() { return 1; }\n}\n" + always("a<"),
		"assignments.java":        always("a => "),
		"lambdas.ts":              always("- > new "),
		"type arguments.ts":       always("a<b,"),
		"broken statements.ts":    always("a = > ;"),
		"broken statements.c":     always("a = > ;"),
		"broken returns.rs":       always("return -> "),
		"broken divisions.java":   always("=/a "),
		"broken expressions.py":   always("+* as"),
		"broken brackets.tsx":     always("(| $ "),
		"broken punctuation.tsx":  always("~ ;"),
		"broken definitions.ts":   always("[ *def "),
		"broken parentheses.java": always("( * ^async "),
	}
}

var _ = Describe("A text that explodes in the parser", Label("memory", "slow"), Serial, func() {
	for _, size := range []int{20_000, 400_000} {
		It(fmt.Sprintf("is covered within the limit of native memory, at %d kB", size/1000), func(ctx SpecContext) {
			peak := watchTreeSitter()
			for path, source := range bombs(rand.New(rand.NewSource(GinkgoRandomSeed())), size) {
				chunks, err := cutLinearly(ctx, path, []byte(source))
				Expect(err).NotTo(HaveOccurred(), path)
				Expect(chunks).NotTo(BeEmpty(), path)
				Expect(peak()).To(BeNumerically("<=", defaultNativeBytes+slack), path)
				Expect(treeSitterBytes()).To(BeZero(), path)
			}
		})
	}
})
