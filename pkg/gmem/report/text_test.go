package report_test

import (
	"strings"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/report"
)

var _ = Describe("A run's text", func() {
	It("holds every figure and verdict, and what failed verdicts point to", func() {
		text := leaky().Text()
		for _, line := range []string{
			`answers +400`, `leak +on purpose`, `peak RSS +200.0 MB`, `  highest sample +194.3 MB`, `  at +call 395`, `  while at +answers/one.txt`,
			`growth +137.0 MB`, `wall clock +4s`, `samples +80`, `RSS over time  ▁.*█`, `round  calls       RSS  live bytes`,
			`    4    100  180.0 MB   122000000`, `MB +baseline +warm +end`, `cache +0.0 +2.0 +132.5`,
			`ceiling: ok: peak 200.0 MB`, `live: failed: live bytes grew`, `handles: inconclusive: handles were not counted`,
			`live points to:`, `- cache: \+120.0 MB \(\+400.0 KB each\)`, `- buffers: \+30.0 MB \(\+100.0 KB each\)`, `- look first at what is never removed`, `- 40.0 MB in 100 blocks: cache.Put`,
			`not measured: mappings: there is no /proc`, `stopped early: the disk was full`,
		} {
			Expect(text).To(MatchRegexp(`(?m)^` + line + `$`))
		}
		Expect(text).NotTo(ContainSubstring("resumed"), "a fact without a value")
		Expect(text).NotTo(ContainSubstring("noise"), "less than a quarter of what grew most")
	})

	It("fits 76 columns beside the tables, which fit 80, and can't move the cursor", func() {
		run := leaky()
		run.Stopped = strings.Repeat("a long reason ", 20) + "\x1b[2J"
		run.Verdicts[0].Detail = strings.Repeat("a long detail ", 20)
		run.Series.Samples[79].At = strings.Repeat("folder/", 30)
		for line := range strings.Lines(run.Text()) {
			Expect(utf8.RuneCountInString(line)).To(BeNumerically("<=", 81), "%s", line)
		}
		Expect(run.Text()).NotTo(ContainSubstring("\x1b"))
	})

	It("is there for a run with hardly anything in it", func() {
		Expect(report.Run{}.Text()).To(ContainSubstring("samples"))
	})
})
