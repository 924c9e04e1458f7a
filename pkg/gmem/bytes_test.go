package gmem_test

import (
	"math"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("An amount of memory", func() {
	DescribeTable("prints in the largest fitting decimal unit and exactly",
		func(amount gmem.Bytes, text string) { Expect(amount.String()).To(Equal(text)) },
		Entry("nothing", gmem.Bytes(0), "0 B (0 bytes)"),
		Entry("below a kilobyte", gmem.Bytes(999), "999 B (999 bytes)"),
		Entry("a kilobyte", gmem.KB, "1.0 KB (1,000 bytes)"),
		Entry("megabytes", gmem.Bytes(183_300_112), "183.3 MB (183,300,112 bytes)"),
		Entry("two gigabytes", 2*gmem.GB, "2.0 GB (2,000,000,000 bytes)"),
		Entry("what would round to 1000.0 KB", gmem.Bytes(999_960), "1.0 MB (999,960 bytes)"),
		Entry("what would round to 1000.0 MB", gmem.Bytes(999_999_999), "1.0 GB (999,999,999 bytes)"),
		Entry("the last that does not", gmem.Bytes(999_940), "999.9 KB (999,940 bytes)"),
		Entry("a loss", gmem.Bytes(-1_234_567), "-1.2 MB (-1,234,567 bytes)"),
		Entry("the smallest", gmem.Bytes(math.MinInt64), "-9223372036.9 GB (-9,223,372,036,854,775,808 bytes)"),
	)

	DescribeTable("is read with its unit",
		func(text string, amount gmem.Bytes) { Expect(gmem.ParseBytes(text)).To(Equal(amount)) },
		Entry("gigabytes", "2.0 GB", 2*gmem.GB),
		Entry("without a blank", "64KB", 64*gmem.KB),
		Entry("bytes", " 512 B ", gmem.Bytes(512)),
		Entry("a fraction that no float holds", "1.001 KB", gmem.Bytes(1001)),
		Entry("many decimals", "0.000000001 GB", gmem.Bytes(1)),
	)

	DescribeTable("may be a share of another,", func(text string, matches OmegaMatcher) {
		share, err := gmem.ParsePercent(text)
		if err != nil {
			Expect(err).To(MatchError(ContainSubstring("parse share %q: want a percentage", text)))
			share = -1
		}
		Expect(share).To(matches)
	},
		Entry("in percent", "10%", Equal(10.0)),
		Entry("with a blank", "2.5 %", Equal(2.5)),
		Entry("of nothing", "0%", Equal(0.0)),
		Entry("but not without its sign", "10", Equal(-1.0)),
		Entry("nor below zero", "-1%", Equal(-1.0)),
		Entry("nor without end", "Inf%", Equal(-1.0)),
		Entry("nor of no number", "NaN%", Equal(-1.0)),
	)

	DescribeTable("is refused, with the text that was wrong,",
		func(text, reason string) {
			_, err := gmem.ParseBytes(text)
			Expect(err).To(MatchError(And(ContainSubstring("%q", text), ContainSubstring(reason))))
		},
		Entry("without a unit", "2000", "want a number and a unit"),
		Entry("in a binary unit", "2 GiB", "the unit is one of"),
		Entry("when negative", "-1 GB", "want a number and a unit"),
		Entry("when empty", "", "want a number and a unit"),
		Entry("with two points", "1.2.3 GB", "is not a number"),
		Entry("as a lone point", ". GB", "is not a number"),
		Entry("with a fraction of a byte", "1.0001 KB", "not a whole number of bytes"),
		Entry("when too large", "5000000000 GB", "not a whole number of bytes below"),
	)

	DescribeTable("as a rate shows its sign and as many digits as tell something",
		func(rate gmem.Rate, text string) { Expect(rate.String()).To(Equal(text)) },
		Entry("a fraction", rateOf(3.14), "+3.1 B/file"),
		Entry("bytes", rateOf(32), "+32 B/file"),
		Entry("thousands", rateOf(1030.4), "+1,030 B/file"),
		Entry("kilobytes", rateOf(65_104), "+65.1 KB/file"),
		Entry("a fall", rateOf(-65_104), "-65.1 KB/file"),
		Entry("a small fall", rateOf(-120), "-120 B/file"),
		Entry("beyond any memory", rateOf(1e30), "+1e+30 B/file"),
		Entry("no number", rateOf(math.NaN()), "+NaN B/file"),
	)

	It("adds a rate up over files without overflowing", func() {
		Expect(rateOf(1030).Over(100_000)).To(Equal(103 * gmem.MB))
		Expect(rateOf(1e30).Over(100_000)).To(Equal(gmem.Bytes(math.MaxInt64)))
		Expect(rateOf(-1e30).Over(100_000)).To(Equal(gmem.Bytes(math.MinInt64)))
	})
})

func rateOf(bytes float64) gmem.Rate { return gmem.Rate{Bytes: bytes, Unit: "file"} }
