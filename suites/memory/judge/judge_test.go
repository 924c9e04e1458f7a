package judge_test

import (
	"math"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/judge"
)

var _ = Describe("The accounting of a run", func() {
	sound := judge.Accounting{
		Found: 2_003, Indexed: 2_000, Skipped: 3, Generated: 2_000, GeneratedKnown: true,
		DistinctPaths: 2_000, Chunks: 6_536, Samples: 40, MinSamples: 10,
	}

	It("adds up when every figure agrees", func() {
		Expect(sound.Verdict()).To(gmem.Hold())
		unknown := sound
		unknown.Generated, unknown.GeneratedKnown = 0, false
		Expect(unknown.Verdict()).To(gmem.Hold(), "of a real tree nobody knows how many files were generated")
	})

	DescribeTable("names what does not agree:", func(spoil func(*judge.Accounting), reason string) {
		accounting := sound
		spoil(&accounting)
		Expect(accounting.Verdict()).To(And(HaveField("OK", false), HaveField("Value", 1.0), HaveField("Detail", reason),
			HaveField("Fault", gmem.Fault(""))))
	},
		Entry("files lost between walk and index", func(a *judge.Accounting) { a.Found++ }, "found 2004 files, but indexed 2000 and skipped 3"),
		Entry("files not indexed", func(a *judge.Accounting) { a.Generated++ }, "generated 2001 files, but indexed 2000"),
		Entry("files not stored", func(a *judge.Accounting) { a.DistinctPaths-- }, "indexed 2000 files, but the store holds 1999 distinct paths"),
		Entry("no chunks", func(a *judge.Accounting) { a.Chunks = 0 }, "the store holds no chunks"),
		Entry("too few samples", func(a *judge.Accounting) { a.Samples = 9 }, "9 samples of memory, want at least 10"),
		Entry("no samples, where none were asked for", func(a *judge.Accounting) { a.Samples, a.MinSamples = 0, 0 }, "0 samples of memory, want at least 1"),
		Entry("a negative count", func(a *judge.Accounting) { a.Skipped, a.Found = -1, 1_999 }, "found 1999 and skipped -1 files: a count is negative"),
	)

	It("fails over nothing, naming every fault at once", func() {
		Expect(judge.Accounting{}.Verdict()).To(HaveField("Detail",
			And(ContainSubstring("no file was indexed"), ContainSubstring("no chunks"), ContainSubstring("0 samples"))))
	})
})

var _ = Describe("Flatness", func() {
	small := judge.Extent{Files: 2_000, Peak: 105 * gmem.MB}

	It("holds up to the factor and not beyond", func() {
		Expect(judge.Flat(small, judge.Extent{Files: 20_000, Peak: 147 * gmem.MB}, 1.4)).To(gmem.Hold())
		verdict := judge.Flat(small, judge.Extent{Files: 20_000, Peak: 148 * gmem.MB}, 1.4)
		Expect(verdict).To(And(HaveField("OK", false), HaveField("Fault", gmem.TooMuch)))
		Expect(verdict.Detail).To(ContainSubstring("+2,389 B/file"))
	})

	DescribeTable("cannot be judged with", func(small, large judge.Extent, factor float64) {
		Expect(judge.Flat(small, large, factor)).To(And(HaveField("OK", false), HaveField("Inconclusive", true)))
	},
		Entry("a large run that is not twice as large", small, judge.Extent{Files: 3_999, Peak: gmem.MB}, 1.5),
		Entry("no peak of the large run", small, judge.Extent{Files: 20_000}, 1.5),
		Entry("no peak of the small run", judge.Extent{Files: 2_000}, judge.Extent{Files: 20_000, Peak: 1}, 1.5),
		Entry("no files in the small run", judge.Extent{Peak: 1}, judge.Extent{Files: 20_000, Peak: 1}, 1.5),
		Entry("a factor below one", small, judge.Extent{Files: 20_000, Peak: gmem.MB}, 0.9),
		Entry("NaN as the factor", small, judge.Extent{Files: 20_000, Peak: gmem.MB}, math.NaN()),
	)
})

var _ = Describe("Growth within one run", func() {
	within := judge.Within{Threshold: 512, Slack: 2 * gmem.MB}
	// points are readings at every 500th file, each file keeping so much, while work in flight moves by some kilobytes.
	points := func(count int, perFile float64) []judge.Point {
		all := make([]judge.Point, count)
		for i := range all {
			done := int64(i+1) * 500
			all[i] = judge.Point{Files: done, Live: 10*gmem.MB + gmem.Bytes(float64(done)*perFile) + gmem.Bytes(i%3)*20*gmem.KB}
		}
		return all
	}

	It("is judged by what each file keeps", func() {
		Expect(within.Verdict(points(40, 100))).To(gmem.Hold())
		verdict := within.Verdict(points(40, 1_030))
		Expect(verdict).To(And(HaveField("OK", false), HaveField("Fault", gmem.Leak), HaveField("Name", judge.VerdictWithinRun)))
		Expect(verdict.Value).To(BeNumerically("~", 1_030, 30))
	})

	It("allows what work in flight comes to, which is much per file on a small tree", func() {
		few := points(40, 0)
		for i := range few {
			few[i].Files = int64(i+1) * 50
			few[i].Live += gmem.Bytes(i) * 40 * gmem.KB
		}
		Expect(within.Verdict(few)).To(gmem.Hold())
	})

	DescribeTable("cannot be judged", func(spoil func([]judge.Point) []judge.Point) {
		Expect(within.Verdict(spoil(points(40, 0)))).To(And(HaveField("OK", false), HaveField("Inconclusive", true)))
	},
		Entry("without points", func([]judge.Point) []judge.Point { return nil }),
		Entry("over too few", func(p []judge.Point) []judge.Point { return p[:14] }),
		Entry("out of order", func(p []judge.Point) []judge.Point { p[30].Files = p[29].Files; return p }),
		Entry("without a reading", func(p []judge.Point) []judge.Point { p[30].Live = 0; return p }),
	)
})

var _ = Describe("A breakdown", func() {
	moment := func(rss, part gmem.Bytes) gmem.Moment {
		return gmem.Moment{At: "peak", Breakdown: gmem.Breakdown{RSS: rss, Parts: []gmem.Part{{Name: "a", Bytes: part}}}}
	}

	It("is the sum of its parts, but for 5 MB or a tenth of the growth", func() {
		Expect(judge.Attributed(gmem.Moments{moment(50*gmem.MB, 50*gmem.MB), moment(150*gmem.MB, 141*gmem.MB)})).To(gmem.Hold())
	})

	DescribeTable("is not when", func(rss, part gmem.Bytes, advice string) {
		verdict := judge.Attributed(gmem.Moments{moment(50*gmem.MB, 50*gmem.MB), moment(rss, part)})
		Expect(verdict).To(And(HaveField("OK", false), HaveField("Advice", ContainSubstring(advice))))
	},
		Entry("more remains", 150*gmem.MB, 139*gmem.MB, "no meter sees"),
		Entry("a part counts what is not resident", 60*gmem.MB, 70*gmem.MB, "not resident"),
	)

	It("cannot be judged when nothing was measured", func() {
		Expect(judge.Attributed(nil)).To(HaveField("Inconclusive", true))
		Expect(judge.Attributed(gmem.Moments{{At: "peak"}})).To(HaveField("Inconclusive", true))
	})
})

var _ = Describe("Syntax trees", func() {
	It("are released before any collection, or it is a leak", func() {
		Expect(judge.Released(0)).To(gmem.Hold())
		Expect(judge.Released(1)).To(And(HaveField("OK", false), HaveField("Fault", gmem.Leak)))
	})
})
