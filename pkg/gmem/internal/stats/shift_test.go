package stats_test

import (
	"math/rand/v2"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/internal/stats"
)

var _ = Describe("The bound of a shift", func() {
	const confidence = 0.95

	It("is the difference of two values, and the smallest where there are few", func() {
		Expect(stats.ShiftBound([]float64{3}, []float64{10}, confidence)).To(Equal(7.0))
		Expect(stats.ShiftBound([]float64{1, 3}, []float64{10, 12}, confidence)).To(Equal(7.0))
		Expect(stats.ShiftBound([]float64{1, 2, 3, 4, 5, 6, 7}, []float64{10}, confidence)).To(Equal(3.0))
	})

	// Of Hollander, Wolfe and Chicken's table of U: with 5 and 5 values 4 wins or fewer have a probability of 0.048, with 10
	// and 10 it is 27 of 0.045.
	DescribeTable("is the difference of the rank that the table tells:", func(n, m, rank int) {
		var before, after, differences []float64
		for i := range n {
			before = append(before, -float64(i*1000))
		}
		for i := range m {
			after = append(after, float64(i))
		}
		for i := range n { // in ascending order
			for j := range m {
				differences = append(differences, float64(i*1000+j))
			}
		}
		Expect(stats.ShiftBound(before, after, confidence)).To(Equal(differences[rank-1]))
	},
		Entry("3 and 3", 3, 3, 1), Entry("4 and 4", 4, 4, 2), Entry("5 and 5", 5, 5, 5), Entry("5 and 3", 5, 3, 2), Entry("10 and 10", 10, 10, 28),
	)

	It("is above the truth for one sample in twenty at most, whatever their numbers", func() {
		random := rand.New(rand.NewPCG(1, 2))
		sample := func(n int, shift float64) []float64 {
			values := make([]float64, n)
			for i := range values {
				values[i] = random.ExpFloat64() + shift
			}
			return values
		}
		for _, sizes := range [][2]int{{3, 3}, {3, 6}, {5, 5}, {9, 4}} {
			const tries = 20_000
			above := 0
			for range tries {
				if stats.ShiftBound(sample(sizes[0], 0), sample(sizes[1], 10), confidence) > 10 {
					above++
				}
			}
			Expect(above).To(BeNumerically("<", tries*0.055), "%v", sizes)
			Expect(above).To(BeNumerically(">", tries*0.02), "%v", sizes)
		}
	})
})
