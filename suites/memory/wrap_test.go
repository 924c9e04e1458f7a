package memory_test

import (
	"strings"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// textWidth leaves room for the four columns by which Ginkgo indents an entry of a report.
const textWidth = 76

// wrap breaks each line of a text at blanks, so that it fits; what is carried over is indented by two columns. A word
// that is too long by itself stays whole.
func wrap(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		used := 0
		for i, word := range strings.Fields(line) {
			length := utf8.RuneCountInString(word)
			switch {
			case i == 0:
			case used+1+length > textWidth:
				out.WriteString("\n  ")
				used = 2
			default:
				out.WriteByte(' ')
				used++
			}
			out.WriteString(word)
			used += length
		}
		out.WriteByte('\n')
	}
	return out.String()
}

var _ = DescribeTable("A wrapped text fits the width of a report and loses no word",
	func(text, wrapped string) { Expect(wrap(text)).To(Equal(wrapped)) },
	Entry("short", "a b\n", "a b\n"),
	Entry("without a line's end", "a", "a\n"),
	Entry("long", strings.Repeat("12345678 ", 10), strings.Repeat("12345678 ", 7)+"12345678\n  12345678 12345678\n"),
	Entry("with a word that is too long", "a "+strings.Repeat("x", 90), "a\n  "+strings.Repeat("x", 90)+"\n"),
	Entry("empty", "", ""),
)
