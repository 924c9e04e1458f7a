package gmem_test

import (
	"strings"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("A table", func() {
	It("aligns amounts to the right and everything else to the left", func() {
		table := new(gmem.Table).Row("files generated", "2,000").Row("peak", "131.2 MB", "at file 1,234").Row("growth", "-5.0 MB")
		Expect(table.String()).To(Equal(strings.Join([]string{
			"files generated     2,000",
			"peak             131.2 MB  at file 1,234",
			"growth            -5.0 MB",
			"",
		}, "\n")))
	})

	It("aligns a heading with its column", func() {
		table := new(gmem.Table).Heading("MB", "baseline", "end").Row("RSS", "1.0", "123.4").Row("other", "-", "2.0")
		Expect(table.String()).To(Equal("MB     baseline    end\nRSS         1.0  123.4\nother         -    2.0\n"))
	})

	It("never exceeds 80 columns, whatever is in it, and keeps a path's file name", func() {
		path := strings.Repeat("very-long-folder/", 20) + "user.py"
		for columns := 1; columns < 60; columns++ {
			cells := make([]string, columns)
			for i := range cells {
				cells[i] = path
			}
			for line := range strings.Lines(new(gmem.Table).Row(cells...).Row("x", "2.0 MB").String()) {
				Expect(utf8.RuneCountInString(strings.TrimSuffix(line, "\n"))).To(BeNumerically("<=", 80), "%d columns", columns)
			}
		}
		Expect(new(gmem.Table).Row("peak at", "131.2 MB", path).String()).To(And(
			HavePrefix("peak at  131.2 MB  very-long"), HaveSuffix("user.py\n"), ContainSubstring("...")))
	})

	It("keeps one line per row where a file's name holds a line feed or a colour", func() {
		Expect(new(gmem.Table).Row("a\nb\x1b[31m", "c\xff").String()).To(Equal("a?b?[31m  c?\n"))
	})

	It("is empty without rows", func() {
		Expect(new(gmem.Table).String()).To(BeEmpty())
	})
})

var _ = Describe("A shortened text", func() {
	It("is as wide as asked for, or as it was", func() {
		for width := -1; width < 30; width++ {
			short := gmem.Shorten("src/öäü/models/user.py", width)
			Expect(utf8.RuneCountInString(short)).To(Equal(max(min(width, 22), 0)))
		}
		Expect(gmem.Shorten("src/core/auth/models/user.py", 20)).To(Equal("src/c...dels/user.py"))
	})
})

var _ = Describe("A sparkline", func() {
	It("rises with the samples from the lowest to the highest block", func() {
		Expect(gmem.Sparkline(rising(8, 10*gmem.MB))).To(Equal("▁▂▃▄▅▆▇█"))
	})

	It("is never wider than 60 blocks, nor than there are samples", func() {
		Expect(utf8.RuneCountInString(gmem.Sparkline(rising(5_000, gmem.KB)))).To(Equal(60))
		Expect(utf8.RuneCountInString(gmem.Sparkline(rising(7, gmem.KB)))).To(Equal(7))
	})

	It("shows a spike of a single sample among thousands", func() {
		series := rising(5_000, 0)
		series.Samples[2_507].RSS = 900 * gmem.MB
		Expect(gmem.Sparkline(series)).To(Equal(strings.Repeat("▁", 30) + "█" + strings.Repeat("▁", 29)))
	})

	It("does not make mountains of noise", func() {
		series := rising(4, 0)
		series.Samples[1].RSS += 100 * gmem.KB
		Expect(gmem.Sparkline(series)).To(Equal("▁▁▁▁"))
	})

	It("is empty without samples", func() {
		Expect(gmem.Sparkline(gmem.Series{})).To(BeEmpty())
	})
})
