package gmem_test

import (
	"math"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("The ceiling", func() {
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
		Expect(gmem.JudgeCeiling(series, limit)).To(And(HaveField("OK", false), HaveField("Vacuous", false)))
	},
		Entry("a sample", func(s *gmem.Series) { s.Samples[2].RSS = limit }),
		Entry("the high-water mark", func(s *gmem.Series) { s.HighWater = limit }),
		Entry("the final reading", func(s *gmem.Series) { s.Final = limit }),
		Entry("a sample of a run that was killed there", func(s *gmem.Series) { s.Samples[4].RSS, s.Final = limit, 0 }),
	)

	It("cannot be judged over nothing, negated or not", func() {
		for _, series := range []gmem.Series{{}, rising(0, gmem.MB)} {
			Expect(gmem.JudgeCeiling(series, limit)).To(And(HaveField("OK", false), HaveField("Vacuous", true)))
			_, err := gmem.StayBelow(limit).Match(series)
			Expect(err).To(MatchError(ContainSubstring("too few samples")))
		}
		Expect(gmem.JudgeCeiling(rising(5, gmem.MB), 0)).To(HaveField("Vacuous", true))
	})

	It("is polled sample by sample, where zero is no reading", func() {
		Expect(limit - 1).To(gmem.BeBelow(limit))
		Expect(limit).NotTo(gmem.BeBelow(limit))
		_, err := gmem.BeBelow(limit).Match(gmem.Bytes(0))
		Expect(err).To(HaveOccurred())
		_, err = gmem.BeBelow(limit).Match(int64(5))
		Expect(err).To(MatchError(ContainSubstring("takes a gmem.Bytes")))
	})
})

// cycles are n rounds of 2,000 files after which memory has risen by so many bytes per file each time.
func cycles(n int, perFile float64) []gmem.Cycle {
	rounds := make([]gmem.Cycle, n)
	for i := range rounds {
		grown := gmem.Bytes(float64(2_000*i) * perFile)
		rounds[i] = gmem.Cycle{Files: 2_000, RSS: 100*gmem.MB + grown, Live: 40*gmem.MB + grown}
	}
	return rounds
}

var _ = Describe("Steady state", func() {
	live, rss := gmem.SteadyOptions{Method: gmem.ByLive}, gmem.SteadyOptions{}

	It("by live bytes fails above 32 bytes per file and not at it", func() {
		Expect(cycles(6, 32)).To(gmem.HoldSteady(live))
		Expect(cycles(6, 33)).NotTo(gmem.HoldSteady(live))
		Expect(gmem.JudgeSteady(cycles(6, 64), live).Value).To(BeNumerically("~", 64, 1e-6))
	})

	It("by resident memory fails above 2,000 bytes per file and not at it", func() {
		Expect(cycles(8, 2_000)).To(gmem.HoldSteady(rss))
		Expect(cycles(8, 2_001)).NotTo(gmem.HoldSteady(rss))
	})

	It("by resident memory looks at the bound and not at the slope, since its noise is large", func() {
		noisy := cycles(8, 2_500)
		noisy[3].RSS += 30 * gmem.MB
		noisy[5].RSS += 25 * gmem.MB
		verdict := gmem.JudgeSteady(noisy, rss)
		Expect(verdict).To(And(HaveField("OK", true), HaveField("Value", BeNumerically("<", 2_000))))
	})

	It("leaves the warm-up out", func() {
		rounds := cycles(6, 0)
		rounds[0].Live = gmem.MB // all the rest is 39 MB above it
		Expect(rounds).To(gmem.HoldSteady(live))
		rounds = cycles(8, 0)
		rounds[0].RSS, rounds[1].RSS = gmem.MB, 2*gmem.MB
		Expect(rounds).To(gmem.HoldSteady(rss))
	})

	It("may fall", func() {
		Expect(cycles(6, -500)).To(gmem.HoldSteady(live))
	})

	It("counts files and not cycles, so that rounds may differ in length", func() {
		rounds, total := cycles(6, 0), int64(0)
		for i, files := range []int64{100, 5_000, 10, 2_000, 70, 9_000} {
			total += files
			rounds[i] = gmem.Cycle{Files: files, Live: 40*gmem.MB + gmem.Bytes(total)*100}
		}
		Expect(gmem.JudgeSteady(rounds, live).Value).To(BeNumerically("~", 100, 1e-6))
	})

	DescribeTable("is never passed over", func(spoil func(*[]gmem.Cycle, *gmem.SteadyOptions), reason string) {
		for _, method := range []gmem.Method{gmem.ByRSS, gmem.ByLive} {
			rounds, options := cycles(8, 0), gmem.SteadyOptions{Method: method}
			spoil(&rounds, &options)
			Expect(gmem.JudgeSteady(rounds, options)).To(And(
				HaveField("OK", false), HaveField("Vacuous", true), HaveField("Detail", ContainSubstring(reason))))
			_, err := gmem.HoldSteady(options).Match(rounds)
			Expect(err).To(MatchError(ContainSubstring(reason)))
		}
	},
		Entry("no cycles", func(c *[]gmem.Cycle, _ *gmem.SteadyOptions) { *c = nil }, "too few cycles"),
		Entry("three after the warm-up", func(c *[]gmem.Cycle, o *gmem.SteadyOptions) { *c, o.WarmUp = (*c)[:5], 2 }, "5 with 2 of warm-up leave 3"),
		Entry("a cycle without files", func(c *[]gmem.Cycle, _ *gmem.SteadyOptions) { (*c)[4].Files = 0 }, "cycle 5 did 0 files"),
		Entry("a warm-up without files", func(c *[]gmem.Cycle, _ *gmem.SteadyOptions) { (*c)[0].Files = 0 }, "cycle 1 did 0 files"),
		Entry("negative readings", func(c *[]gmem.Cycle, _ *gmem.SteadyOptions) { (*c)[4].RSS, (*c)[4].Live = -1, -1 }, "cycle 5"),
		Entry("a meter that stopped", func(c *[]gmem.Cycle, _ *gmem.SteadyOptions) { (*c)[4].RSS, (*c)[4].Live = 0, 0 }, "cycle 5"),
		Entry("NaN as the threshold", func(_ *[]gmem.Cycle, o *gmem.SteadyOptions) { o.Threshold = math.NaN() }, "threshold"),
		Entry("an endless threshold", func(_ *[]gmem.Cycle, o *gmem.SteadyOptions) { o.Threshold = math.Inf(1) }, "threshold"),
		Entry("a negative threshold", func(_ *[]gmem.Cycle, o *gmem.SteadyOptions) { o.Threshold = -1 }, "threshold"),
		Entry("a negative warm-up", func(_ *[]gmem.Cycle, o *gmem.SteadyOptions) { o.WarmUp = -1 }, "warm-up"),
		Entry("a confidence of one", func(_ *[]gmem.Cycle, o *gmem.SteadyOptions) { o.Confidence = 1 }, "confidence"),
		Entry("NaN as the confidence", func(_ *[]gmem.Cycle, o *gmem.SteadyOptions) { o.Confidence = math.NaN() }, "confidence"),
		Entry("an unknown method", func(_ *[]gmem.Cycle, o *gmem.SteadyOptions) { o.Method = "pss" }, `the method "pss"`),
	)

	It("needs more cycles for more confidence", func() {
		options := gmem.SteadyOptions{WarmUp: 4, Confidence: 0.99}
		Expect(gmem.JudgeSteady(cycles(8, 9_000), options)).To(HaveField("Detail", ContainSubstring("cannot give a confidence of 0.99")))
	})

	It("says since when memory grows", func() {
		rounds := cycles(8, 0)
		for i := 4; i < 8; i++ { // flat through cycle 4, rising from the fifth
			rounds[i].Live += gmem.Bytes(i-3) * 2_000 * 500
		}
		Expect(gmem.JudgeSteady(rounds, live).Detail).To(ContainSubstring("since:     cycle 5, which began at file 8,001"))
		Expect(gmem.JudgeSteady(cycles(6, 500), live).Detail).To(ContainSubstring("since:     cycle 3, which began at file 4,001"))
	})
})

var _ = Describe("Flatness", func() {
	small := gmem.Extent{Files: 2_000, Peak: 100 * gmem.MB}

	It("fails above its factor and not at it", func() {
		Expect(gmem.Extent{Files: 20_000, Peak: 150 * gmem.MB}).To(gmem.BeFlatAgainst(small, 1.5))
		Expect(gmem.Extent{Files: 20_000, Peak: 150*gmem.MB + 1}).NotTo(gmem.BeFlatAgainst(small, 1.5))
	})

	DescribeTable("cannot be judged with", func(small, large gmem.Extent, factor float64) {
		Expect(gmem.JudgeFlatness(small, large, factor)).To(And(HaveField("OK", false), HaveField("Vacuous", true)))
	},
		Entry("a large run that is not twice as large", small, gmem.Extent{Files: 3_999, Peak: gmem.MB}, 1.5),
		Entry("no peak of the large run", small, gmem.Extent{Files: 20_000}, 1.5),
		Entry("no peak of the small run", gmem.Extent{Files: 2_000}, gmem.Extent{Files: 20_000, Peak: 1}, 1.5),
		Entry("no files in the small run", gmem.Extent{Peak: 1}, gmem.Extent{Files: 20_000, Peak: 1}, 1.5),
		Entry("a factor below one", small, gmem.Extent{Files: 20_000, Peak: gmem.MB}, 0.9),
		Entry("NaN as the factor", small, gmem.Extent{Files: 20_000, Peak: gmem.MB}, math.NaN()),
	)
})

var _ = Describe("A memory budget", func() {
	It("is kept up to its last byte", func() {
		Expect(gmem.Extent{Files: 2_000, Peak: 128 * gmem.MB}).To(gmem.KeepToBudget(128 * gmem.MB))
		Expect(gmem.Extent{Files: 2_000, Peak: 128*gmem.MB + 1}).NotTo(gmem.KeepToBudget(128 * gmem.MB))
	})

	DescribeTable("cannot be judged with", func(run gmem.Extent, budget gmem.Bytes) {
		Expect(gmem.JudgeBudget(run, budget)).To(And(HaveField("OK", false), HaveField("Vacuous", true)))
	},
		Entry("no files", gmem.Extent{Peak: 1}, gmem.MB),
		Entry("no peak", gmem.Extent{Files: 1}, gmem.MB),
		Entry("no budget", gmem.Extent{Files: 1, Peak: 1}, gmem.Bytes(0)),
	)
})

var _ = Describe("The accounting of a run", func() {
	sound := gmem.Accounting{
		Found: 2_003, Indexed: 2_000, Skipped: 3, Generated: 2_000, GeneratedKnown: true,
		DistinctPaths: 2_000, Chunks: 6_536, Samples: 40, MinSamples: 10,
	}

	It("adds up when every figure agrees", func() {
		Expect(sound).To(gmem.AddUp())
	})

	It("does not need to know how many files were generated where the tree is a real one", func() {
		actual := sound
		actual.Generated, actual.GeneratedKnown = 0, false
		Expect(actual).To(gmem.AddUp())
	})

	DescribeTable("names what does not agree:", func(spoil func(*gmem.Accounting), reason string) {
		accounting := sound
		spoil(&accounting)
		Expect(gmem.JudgeNotVacuous(accounting)).To(And(
			HaveField("OK", false), HaveField("Value", 1.0), HaveField("Detail", reason)))
	},
		Entry("files lost between walk and index", func(a *gmem.Accounting) { a.Found++ }, "found 2004 files, but indexed 2000 and skipped 3"),
		Entry("files not indexed", func(a *gmem.Accounting) { a.Generated++ }, "generated 2001 files, but indexed 2000"),
		Entry("files not stored", func(a *gmem.Accounting) { a.DistinctPaths-- }, "indexed 2000 files, but the store holds 1999 distinct paths"),
		Entry("no chunks", func(a *gmem.Accounting) { a.Chunks = 0 }, "the store holds no chunks"),
		Entry("too few samples", func(a *gmem.Accounting) { a.Samples = 9 }, "9 samples of memory, want at least 10"),
		Entry("no samples, where none were asked for", func(a *gmem.Accounting) { a.Samples, a.MinSamples = 0, 0 }, "0 samples of memory, want at least 1"),
		Entry("a negative count", func(a *gmem.Accounting) { a.Skipped, a.Found = -1, 1_999 }, "found 1999 and skipped -1 files: a count is negative"),
	)

	It("fails over nothing, naming every fault at once", func() {
		verdict := gmem.JudgeNotVacuous(gmem.Accounting{})
		Expect(verdict.OK).To(BeFalse())
		Expect(verdict.Detail).To(And(ContainSubstring("no file was indexed"), ContainSubstring("no chunks"), ContainSubstring("0 samples")))
	})
})

var _ = Describe("Handles", func() {
	before := []gmem.HandleCount{{Kind: "parsers", Opened: 10, Closed: 10}, {Kind: "trees", Opened: 5, Closed: 4}, {Kind: "descriptors", Opened: 12}}
	after := func(parsersClosed, treesClosed, descriptors int64) []gmem.HandleCount {
		return []gmem.HandleCount{
			{Kind: "parsers", Opened: 110, Closed: parsersClosed},
			{Kind: "trees", Opened: 105, Closed: treesClosed},
			{Kind: "descriptors", Opened: descriptors},
		}
	}

	It("are all closed when as many were closed as were opened meanwhile", func() {
		Expect(after(110, 104, 12)).To(gmem.CloseAllSince(before))
		Expect(after(110, 104, 11)).To(gmem.CloseAllSince(before), "descriptors may fall")
	})

	It("are named, kind by kind, down to a single one left open", func() {
		verdict := gmem.JudgeHandles(before, after(109, 102, 13))
		Expect(verdict).To(And(HaveField("OK", false), HaveField("Value", 4.0)))
		Expect(verdict.Detail).To(Equal("descriptors: 1 left open (1 opened, 0 closed)\n" +
			"parsers: 1 left open (100 opened, 99 closed)\ntrees: 2 left open (100 opened, 98 closed)\n" +
			"look first at the ways out that skip the close: an early return, an error, a cancelled context"))
	})

	It("are not closed too often either", func() {
		Expect(gmem.JudgeHandles(before, after(111, 104, 12))).To(And(
			HaveField("OK", false), HaveField("Vacuous", false), HaveField("Detail", ContainSubstring("parsers: 1 closed too often"))))
	})

	DescribeTable("cannot be judged when", func(after []gmem.HandleCount, reason string) {
		Expect(gmem.JudgeHandles(before, after)).To(And(
			HaveField("OK", false), HaveField("Vacuous", true), HaveField("Value", 0.0), HaveField("Detail", ContainSubstring(reason))))
	},
		Entry("nothing is counted any more", nil, "parsers: counted before, not counted after"),
		Entry("nothing was opened", before, "no handle of any kind was opened"),
		Entry("a counter went backwards", []gmem.HandleCount{
			{Kind: "parsers", Opened: 9, Closed: 9}, {Kind: "trees", Opened: 6, Closed: 5}, {Kind: "descriptors", Opened: 12},
		}, "parsers: the counter went backwards"),
	)

	It("cannot be judged without any count at all", func() {
		Expect(gmem.JudgeHandles(nil, nil)).To(And(HaveField("OK", false), HaveField("Vacuous", true)))
		Expect(gmem.JudgeHandles(nil, []gmem.HandleCount{{Kind: "parsers"}})).To(HaveField("Vacuous", true))
	})
})

var _ = Describe("A verdict", func() {
	It("says its outcome and first line in one line", func() {
		Expect(gmem.Verdict{Name: "ceiling", OK: true, Detail: "all\nwell"}.String()).To(Equal("ceiling: ok: all"))
		Expect(gmem.Verdict{Name: "ceiling", Detail: "bad"}.String()).To(Equal("ceiling: failed: bad"))
		Expect(gmem.Verdict{Name: "ceiling", Vacuous: true, Detail: "nothing"}.String()).To(Equal("ceiling: vacuous: nothing"))
	})
})
