package synth

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A grammar", func() {
	It("fills what a text leaves open, line by line", func() {
		d := newDraft()
		d.begin(1, 1, &language{indentation: "  ", grammar: readGrammar(strings.Join([]string{
			"# nobody reads this",
			"block:", "\t«let name «sum»»", "\tif «Name» {", "\t\t«repeat 2 2 step, last»", "", "\t}", "", "sum =", "\ta«plus»b", "",
			"step:", "|?name\tgo(«name»);", "|\tstay();", "", "last:", "\t«kept back»stop();", "", "kept back =", "|?missing\tnever", "|", "",
			"plus =", "\t+", "",
		}, "\n"))})
		d.write("block")
		Expect(string(d.text)).To(Equal("if A+b {\n  go(a+b);\n  stop();\n\n}\n"))
		Expect(d.lines).To(Equal(5))
		Expect(d.solid).To(Equal(len("ifA+b{go(a+b);stop();}")))
	})

	DescribeTable("names the production that has a mistake",
		func(text, message string) {
			Expect(func() { readGrammar(text) }).To(PanicWith(ContainSubstring(message)))
		},
		Entry("an unknown hole", "a:\n\t«b»", `"a" has a hole for "b"`),
		Entry("a hole without an end", "a:\n\t«noun", `"a" does not end a hole`),
		Entry("an unknown production", "a:\n\t«maybe 20 b»", `"a" needs "b"`),
		Entry("lines within a line", "a:\n\tx «b»\nb:\n\ty", `"a" has lines within a line`),
		Entry("two lines where one belongs", "a =\n\tx\n\ty", `"a" has more than a line`),
		Entry("a value that hides a production", "a:\n\t«let b 1»\nb:\n\ty", `"a" sets "b"`),
	)
})
