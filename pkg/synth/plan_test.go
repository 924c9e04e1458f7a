package synth

import (
	"math"
	"math/rand/v2"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The plan of a tree", func() {
	DescribeTable("multiplies the number of files of each language",
		func(scale float64, expected tally) {
			Expect(plan(Options{Scale: scale})).To(Equal(expected))
		},
		Entry("by one when no scale is given", 0.0, tally{1200, 400, 400}),
		Entry("by ten", 10.0, tally{12_000, 4_000, 4_000}),
		Entry("by a half", 0.5, tally{600, 200, 200}),
		Entry("by the largest scale", 10_000.0, tally{12_000_000, 4_000_000, 4_000_000}),
	)

	DescribeTable("draws the lines of a file from exactly the range of its language",
		func(k kind, least, most int) {
			rng := rand.New(rand.NewPCG(1, 2))
			shortest, longest := math.MaxInt, 0
			for range 20_000 {
				lines := k.lines(rng)
				shortest, longest = min(shortest, lines), max(longest, lines)
			}
			Expect([]int{shortest, longest}).To(Equal([]int{least, most}))
		},
		Entry("Python", pythonKind, 150, 300),
		Entry("TypeScript", typescriptKind, 100, 200),
		Entry("JavaScript", javascriptKind, 80, 150),
	)

	It("puts 5 to 25 files into a directory, whatever their total", func() {
		rng := rand.New(rand.NewPCG(1, 2))
		for total := minDirectory; total < 2_000; total++ {
			for left := total; left > 0; {
				size := directorySize(rng, left)
				Expect(size).To(And(BeNumerically(">=", 5), BeNumerically("<=", 25)), "%d of %d files left", left, total)
				left -= size
			}
		}
	})

	It("gives each package a directory of its own", func() {
		seen := map[string]bool{}
		for group := range 10_000 {
			root := groupRoot(group)
			Expect(seen[root]).To(BeFalse(), root)
			seen[root] = true
		}
	})

	It("gives each place of a package a directory of its own", func() {
		for group := range 50 {
			names, seen := newNamer(9, group), map[string]bool{}
			for slot := range groupSlots {
				place := names.at(slot).path
				Expect(seen[place]).To(BeFalse(), place)
				seen[place] = true
			}
		}
	})
})
