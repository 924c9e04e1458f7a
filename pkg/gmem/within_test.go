package gmem_test

import (
	"math"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("Live bytes within one run", func() {
	// within is a run of 20,000 files with 40 readings, which grows by so much per file after its pools have filled.
	within := func(perFile float64) []gmem.Point {
		var points []gmem.Point
		for i := range 40 {
			files := int64(i+1) * 500
			live := 6*gmem.MB + gmem.Bytes(perFile*float64(files)) - gmem.Bytes(max(0, 9-i))*300*gmem.KB
			if i%7 == 3 {
				live += 5 * gmem.MB // a large file is at hand
			}
			points = append(points, gmem.Point{Files: files, Live: live})
		}
		return points
	}
	options := gmem.WithinOptions{Threshold: 512, Slack: 2 * gmem.MB}

	It("hold steady where only the work at hand and filling pools move them", func() {
		Expect(within(100)).To(gmem.HoldSteadyWithin(options))
	})

	It("fail where something is kept for each file, with the rate and what it comes to", func() {
		verdict := gmem.JudgeWithinRun(within(1_100), options)
		Expect(verdict.OK).To(BeFalse())
		Expect(verdict.Vacuous).To(BeFalse())
		Expect(verdict.Value).To(BeNumerically("~", 1_100, 10))
		Expect(verdict.Limit).To(BeNumerically("==", 512))
		Expect(verdict.Detail).To(HavePrefix("live bytes within one run: +1,100 B/file, allowed 512 B/file\n" +
			"judged:    30 readings from file 5,500 to 20,000; "))
		Expect(verdict.Detail).To(ContainSubstring("\nahead:     +110.0 MB by 100,000 files\nlook first at what is kept for each file"))
	})

	It("may grow on a small tree by what the work at hand comes to", func() {
		small := within(0)
		for i := range small {
			small[i].Files /= 10
			small[i].Live = 6*gmem.MB + gmem.Bytes(800*small[i].Files)
		}
		Expect(small).To(gmem.HoldSteadyWithin(options))
		Expect(small).NotTo(gmem.HoldSteadyWithin(gmem.WithinOptions{Threshold: 512}))
	})

	DescribeTable("are no verdict with", func(points []gmem.Point, options gmem.WithinOptions, want string) {
		verdict := gmem.JudgeWithinRun(points, options)
		Expect(verdict.OK).To(BeFalse())
		Expect(verdict.Vacuous).To(BeTrue())
		Expect(verdict.Detail).To(ContainSubstring(want))
	},
		Entry("no points", nil, options, "too few points: 0"),
		Entry("too few points", within(0)[:14], options, "too few points: 11 after a quarter of warm-up, want at least 12"),
		Entry("nothing alive", append(within(0), gmem.Point{Files: 30_000}), options, "0 B alive at file 30,000"),
		Entry("points out of order", append(within(0), within(0)...), options, "out of order"),
		Entry("no threshold", within(0), gmem.WithinOptions{}, "allow nothing"),
		Entry("a threshold that is no number", within(0), gmem.WithinOptions{Threshold: math.NaN()}, "allow nothing"),
		Entry("a slack below nothing", within(0), gmem.WithinOptions{Threshold: 1, Slack: -1}, "allow nothing"),
	)
})
