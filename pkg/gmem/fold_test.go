package gmem_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = DescribeTable("A folded message fits the width of a log, line by line,",
	func(text, folded string) { Expect(gmem.Fold(text)).To(Equal(folded)) },
	Entry("as it is where it is short", "a  b\n  c", "a  b\n  c"),
	Entry("as it is where it has just the width", strings.Repeat("x ", 37)+"yy", strings.Repeat("x ", 37)+"yy"),
	Entry("carried over by two columns", strings.Repeat("x ", 38)+"y", strings.Repeat("x ", 37)+"x\n  y"),
	Entry("carried over from the column where it began", "    "+strings.Repeat("x ", 70)+"y",
		"    "+strings.Repeat("x ", 35)+"x\n      "+strings.TrimSpace(strings.Repeat("x ", 34)+"y")),
	Entry("with a word that is too long by itself", "a "+strings.Repeat("y", 90)+" b", "a\n  "+strings.Repeat("y", 90)+"\n  b"),
	Entry("with nothing but such a word", strings.Repeat("y", 90), strings.Repeat("y", 90)),
	Entry("by characters, not by bytes", strings.Repeat("–", 76), strings.Repeat("–", 76)),
	Entry("of nothing", "", ""),
)
