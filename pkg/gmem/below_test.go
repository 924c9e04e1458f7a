package gmem_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("A limit of resident memory", func() {
	const limit = 2 * gmem.GB

	It("holds one byte below it and not at it", func() {
		series := rising(5, gmem.MB)
		series.HighWater = limit - 1
		Expect(series).To(gmem.StayBelow(limit))
		series.HighWater = limit
		Expect(series).NotTo(gmem.StayBelow(limit))
	})

	DescribeTable("is crossed by any one of", func(cross func(*gmem.Series)) {
		series := rising(5, gmem.MB)
		cross(&series)
		Expect(series.Below(limit)).To(And(
			HaveField("OK", false), HaveField("Inconclusive", false), HaveField("Fault", gmem.TooMuch)))
	},
		Entry("a sample", func(s *gmem.Series) { s.Samples[2].RSS = limit }),
		Entry("the high-water mark", func(s *gmem.Series) { s.HighWater = limit }),
		Entry("the final reading", func(s *gmem.Series) { s.Final = limit }),
		Entry("a sample of a run that was killed there", func(s *gmem.Series) { s.Samples[4].RSS, s.Final = limit, 0 }),
	)

	It("can be put on the growth alone, whatever was there before", func() {
		series := rising(5, gmem.MB)
		series.Baseline, series.HighWater = 138*gmem.MB, 144*gmem.MB
		Expect(series.GrowBelow(10 * gmem.MB)).To(gmem.Hold())
		Expect(series.GrowBelow(6 * gmem.MB)).NotTo(gmem.Hold())
		Expect(series).NotTo(gmem.StayBelow(100 * gmem.MB))
	})

	It("cannot be judged over nothing, negated or not", func() {
		for _, series := range []gmem.Series{{}, rising(0, gmem.MB)} {
			for _, verdict := range []gmem.Verdict{series.Below(limit), series.GrowBelow(limit)} {
				Expect(verdict).To(And(HaveField("OK", false), HaveField("Inconclusive", true)))
				_, err := gmem.Hold().Match(verdict)
				Expect(err).To(MatchError(ContainSubstring("too few samples")))
			}
		}
		Expect(rising(5, gmem.MB).Below(0)).To(HaveField("Inconclusive", true))
	})
})
