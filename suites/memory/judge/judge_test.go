package judge_test

import (
	"math"
	"strings"

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
	const few, many = 1_000, 11_000
	within := judge.Within{Allowed: 8, Parts: map[string]float64{"pool": 100}}

	// read is a run of so many files that keeps so much for each of them, in the midst of it and at its end.
	read := func(files int64, goEach, poolEach, atEnd float64) judge.Staged {
		stage := func(name string, heap, pool float64) judge.Stage {
			part := func(name string, each float64) gmem.Part {
				return gmem.Part{Name: name, Bytes: gmem.MB + gmem.Bytes(each*float64(files))}
			}
			return judge.Stage{Name: name, Parts: []gmem.Part{part(gmem.PartGoInUse, heap), part("pool", pool)}}
		}
		return judge.Staged{Files: files, Stages: []judge.Stage{stage("midst", goEach, poolEach), stage("end", atEnd, poolEach)}}
	}

	It("is judged by what is alive for each further file, each part by what it is allowed", func() {
		Expect(within.Verdict(read(few, 7, 99, 0), read(many, 7, 99, 0))).To(gmem.Hold())
		Expect(within.Verdict(read(few, 0, 101, 0), read(many, 0, 101, 0))).To(And(HaveField("OK", false), HaveField("Fault", gmem.Leak),
			HaveField("Name", judge.VerdictWithinRun), HaveField("Value", 101.0), HaveField("Limit", 100.0)))
	})

	It("allows no part more once the run is over", func() {
		small, large := read(few, 0, 9, 0), read(many, 0, 9, 0)
		Expect(within.Verdict(small, large)).To(gmem.Hold())
		large.Stages[1].Over = true
		Expect(within.Verdict(small, large)).To(And(HaveField("OK", false), HaveField("Limit", 8.0)))
	})

	It("leaves out what fills up on purpose", func() {
		ignoring := within
		ignoring.Ignored = []string{"pool"}
		Expect(ignoring.Verdict(read(few, 0, 101, 0), read(many, 0, 101, 0))).To(gmem.Hold())
	})

	It("names the stage and the part, and leaves out what grows as it may", func() {
		verdict := within.Verdict(read(few, 0, 99, 9), read(many, 0, 99, 9))
		Expect(verdict.Detail).To(Equal("end: Go heap in use: +90.0 KB (+9.0 B each), allowed 8 B/file"))
		Expect(verdict.Evidence).To(HaveExactElements(HaveField("What", gmem.PartGoInUse)))
		Expect(verdict.Value).To(Equal(9.0))
	})

	It("has for its value what is furthest beyond its allowance", func() {
		verdict := within.Verdict(read(few, 9, 300, 40), read(many, 9, 300, 40))
		Expect(verdict.Value).To(Equal(40.0))
		Expect(strings.Split(verdict.Detail, "\n")).To(HaveLen(4))
	})

	DescribeTable("cannot be judged", func(small, large judge.Staged) {
		Expect(within.Verdict(small, large)).To(And(HaveField("OK", false), HaveField("Inconclusive", true)))
	},
		Entry("without stages", judge.Staged{Files: few}, judge.Staged{Files: many}),
		Entry("at stages of other names", read(few, 0, 0, 0), judge.Staged{Files: many, Stages: []judge.Stage{{Name: "a"}, {Name: "b"}}}),
		Entry("at more stages", read(few, 0, 0, 0), judge.Staged{Files: many, Stages: read(many, 0, 0, 0).Stages[:1]}),
		Entry("on a tree that isn't twice as large", read(few, 0, 0, 0), read(2*few-1, 0, 0, 0)),
	)
})

var _ = Describe("What is in hand at once", func() {
	bound := func(most int64) judge.Bound { return judge.Bound{What: "texts", Most: most, Limit: 64} }

	It("holds up to its bound and not beyond", func() {
		Expect(judge.Bounded([]judge.Bound{bound(64)})).To(gmem.Hold())
		Expect(judge.Bounded([]judge.Bound{bound(64), bound(65)})).To(And(HaveField("OK", false), HaveField("Fault", gmem.TooMuch),
			HaveField("Detail", "texts: 65, allowed 64")))
	})

	DescribeTable("cannot be judged", func(bounds ...judge.Bound) {
		Expect(judge.Bounded(bounds)).To(And(HaveField("OK", false), HaveField("Inconclusive", true)))
	},
		Entry("where nothing was counted"),
		Entry("where the run never came near the bound", bound(64), bound(31)),
	)
})

var _ = Describe("Rows of an index", func() {
	It("that belong to nothing are a leak", func() {
		Expect(judge.NoOrphans([]judge.Orphans{{What: "vectors without a chunk"}})).To(gmem.Hold())
		Expect(judge.NoOrphans([]judge.Orphans{{What: "vectors without a chunk", Rows: 2}, {What: "chunks without a file"}})).To(And(
			HaveField("OK", false), HaveField("Fault", gmem.Leak), HaveField("Detail", "vectors without a chunk: 2"),
			HaveField("Evidence", HaveExactElements(HaveField("What", "vectors without a chunk")))))
	})

	It("cannot be judged when nobody looked", func() {
		Expect(judge.NoOrphans(nil)).To(HaveField("Inconclusive", true))
	})
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

var _ = Describe("What lies on disk", func() {
	rounds := func(last judge.Disk) []judge.Disk {
		return []judge.Disk{{Files: 1, Bytes: 10}, {Files: 4, Bytes: 1_000}, {Files: 4, Bytes: 1_050}, last}
	}

	It("may change a little from the second round on", func() {
		Expect(judge.OnDisk(rounds(judge.Disk{Files: 4, Bytes: 1_100}))).To(gmem.Hold())
	})

	DescribeTable("is a leak when it piles up:", func(last judge.Disk, what string) {
		Expect(judge.OnDisk(rounds(last))).To(And(HaveField("OK", false), HaveField("Fault", gmem.Leak),
			HaveField("Evidence", ConsistOf(HaveField("What", what)))))
	},
		Entry("one file more", judge.Disk{Files: 5, Bytes: 1_000}, judge.DiskFiles),
		Entry("one file that is left behind", judge.Disk{Files: 4, Bytes: 1_000, Left: 1}, judge.DiskFiles),
		Entry("a tenth more bytes", judge.Disk{Files: 4, Bytes: 1_101}, judge.DiskBytes),
	)

	It("can't be judged of two rounds", func() {
		Expect(judge.OnDisk(rounds(judge.Disk{})[:2])).To(HaveField("Inconclusive", true))
	})
})
