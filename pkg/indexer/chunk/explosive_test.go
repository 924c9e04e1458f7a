package chunk

import (
	"fmt"
	"math/rand"
	"os"
	"runtime/debug"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// bombs are texts of 20 kB that took between 200 MB and 4 GB in a parser, with the language that it happened in.
func bombs() map[string]string {
	random := rand.New(rand.NewSource(GinkgoRandomSeed()))
	word := func() string { return fmt.Sprintf("%c%d", 'a'+rune(random.Intn(26)), random.Intn(100)) }
	build := func(piece func() string) string {
		var text strings.Builder
		for text.Len() < 20_000 {
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

var _ = Describe("A text that explodes in the parser", func() {
	It("is cut by lines instead, in bounded memory", Label("memory", "slow"), Serial, func(ctx SpecContext) {
		before := resetPeak()
		for path, source := range bombs() {
			chunks, err := cutSoundly(ctx, Budgets{}, path, []byte(source))
			Expect(err).NotTo(HaveOccurred(), path)
			Expect(chunks).NotTo(BeEmpty(), path)
			Expect(peak()-before).To(BeNumerically("<", 128_000_000), path)
		}
	})

	It("is recognised when its signs stand far apart", func() {
		var source strings.Builder
		for i := range 400 {
			fmt.Fprintf(&source, "%s%d < ", strings.Repeat("word", 20), i)
		}
		Expect(explosive([]byte(source.String()))).To(BeTrue())
	})

	It("is recognised", func() {
		for path, source := range bombs() {
			Expect(explosive([]byte(source))).To(BeTrue(), path)
		}
	})

	DescribeTable("isn't confused with",
		func(line string) {
			var source strings.Builder
			for i := range 2000 {
				fmt.Fprintf(&source, "%s // %d\n", line, i)
			}
			Expect(explosive([]byte(source.String()))).To(BeFalse())
		},
		Entry("comparisons", "for (int i = 0; i < n; i++) { if (a[i] > b) { c++; } }"),
		Entry("comparisons without semicolons", "    if first < second:\n        return third > fourth\n\n"),
		Entry("generics", "Map<String, List<Map<String, Set<Integer>>>> field = new HashMap<>();"),
		Entry("arrow functions", "export const pick = (a) => (b) => a.items.filter((c) => c.id !== b)"),
		Entry("markup", "<ul><li><a href={x}><b>text</b></a></li></ul>"),
		Entry("output streams", "out << a << b << c << d"),
		Entry("tables of numbers", strings.Repeat("0x00, ", 500)+strings.Repeat("-1, {2, 3}, ", 500)),
		Entry("rulers", strings.Repeat("=", 5000)+"// --------------------------------------------->"),
	)
})

// resetPeak makes the kernel forget the highest resident memory of this process so far, and returns the present one in bytes.
func resetPeak() int {
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		Skip("the peak of resident memory can't be reset here: " + err.Error())
	}
	return peak()
}

// peak is the highest resident memory of this process since the last resetPeak, in bytes.
func peak() int {
	status, err := os.ReadFile("/proc/self/status")
	Expect(err).NotTo(HaveOccurred())
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kilobytes := 0
	_, err = fmt.Sscan(rest, &kilobytes)
	Expect(err).NotTo(HaveOccurred())
	return kilobytes << 10
}
