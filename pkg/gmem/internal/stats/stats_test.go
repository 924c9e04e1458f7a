package stats_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/internal/stats"
)

// permutations calls with each order of 0 to n−1 in turn.
func permutations(n int, call func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var place func(int)
	place = func(at int) {
		if at == n {
			call(order)
			return
		}
		for i := at; i < n; i++ {
			order[at], order[i] = order[i], order[at]
			place(at + 1)
			order[at], order[i] = order[i], order[at]
		}
	}
	place(0)
}

// kendallS counts the concordant less the discordant pairs by looking at each.
func kendallS(order []int) int {
	s := 0
	for j := range order {
		for i := range j {
			if order[j] > order[i] {
				s++
			} else {
				s--
			}
		}
	}
	return s
}

// steps is 1, 2, … n.
func steps(n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = float64(i + 1)
	}
	return xs
}

func fit(xs, ys []float64, confidence float64) stats.Trend {
	GinkgoHelper()
	trend, err := stats.FitTrend(xs, ys, confidence)
	Expect(err).NotTo(HaveOccurred())
	return trend
}

// kendallTail is the probability that Kendall's S, the concordant less the discordant pairs, is s or more by chance.
func kendallTail(n, s int) (tail float64) {
	for discordant, probability := range stats.DiscordantPairs(n) {
		if n*(n-1)/2-2*discordant >= s {
			tail += probability
		}
	}
	return tail
}

var _ = Describe("Kendall's null distribution", func() {
	It("agrees with counting every order of up to eight observations", func() {
		for n := 2; n <= 8; n++ {
			orders, counts := 0.0, map[int]float64{}
			permutations(n, func(order []int) { orders++; counts[kendallS(order)]++ })
			pairs := n * (n - 1) / 2
			tail := 0.0
			for s := pairs; s >= -pairs; s-- {
				tail += counts[s]
				Expect(kendallTail(n, s)).To(BeNumerically("~", tail/orders, 1e-12), "n %d, S %d", n, s)
			}
		}
	})

	// Kendall, Rank Correlation Methods, appendix table 1.
	DescribeTable("agrees with the printed tables",
		func(n, s int, probability float64) {
			Expect(kendallTail(n, s)).To(BeNumerically("~", probability, 0.0005))
		},
		Entry(nil, 4, 4, 0.167), Entry(nil, 4, 6, 0.042), Entry(nil, 5, 8, 0.042), Entry(nil, 5, 10, 0.0083),
		Entry(nil, 6, 9, 0.068), Entry(nil, 6, 11, 0.028), Entry(nil, 7, 13, 0.035), Entry(nil, 8, 16, 0.031),
		Entry(nil, 8, 18, 0.016), Entry(nil, 9, 18, 0.038), Entry(nil, 10, 21, 0.036), Entry(nil, 10, 23, 0.023),
	)

	It("stays exact at forty observations: whole, symmetric and with Kendall's variance", func() {
		const n, pairs = 40, 40 * 39 / 2
		variance := 0.0
		for s := -pairs; s <= pairs; s += 2 {
			at := kendallTail(n, s) - kendallTail(n, s+2)
			mirrored := kendallTail(n, -s) - kendallTail(n, -s+2)
			Expect(at).To(BeNumerically("~", mirrored, 1e-12))
			variance += at * float64(s) * float64(s)
		}
		Expect(kendallTail(n, -pairs)).To(BeNumerically("~", 1, 1e-12))
		Expect(variance).To(BeNumerically("~", float64(n*(n-1)*(2*n+5))/18, 1e-6))
	})

	It("keeps its precision far out in the tail, where one order in forty factorial is the last", func() {
		orders, _ := new(big.Float).SetInt(new(big.Int).MulRange(1, 40)).Float64()
		Expect(kendallTail(40, 780) * orders).To(BeNumerically("~", 1, 1e-9))
		Expect(kendallTail(40, 778) * orders).To(BeNumerically("~", 40, 1e-7)) // and one for each neighbouring swap
	})
})

var _ = Describe("The Theil–Sen slope", func() {
	It("is 4 in Sen's own example of 1968", func() {
		slope, err := stats.TheilSen([]float64{1, 2, 3, 4, 10, 12, 18}, []float64{9, 15, 19, 20, 45, 55, 78})
		Expect(err).NotTo(HaveOccurred())
		Expect(slope).To(BeNumerically("~", 4, 1e-12))
	})

	It("is the median of all pairs, half-way between two middle ones", func() {
		slope, err := stats.TheilSen(steps(4), []float64{0, 1, 2, 30}) // slopes 1, 1, 1, 10, 14.5, 28
		Expect(err).NotTo(HaveOccurred())
		Expect(slope).To(Equal(5.5))
	})

	It("does not follow one wild reading among seven", func() {
		slope, err := stats.TheilSen(steps(7), []float64{10, 12, 14, 9_000, 18, 20, 22})
		Expect(err).NotTo(HaveOccurred())
		Expect(slope).To(BeNumerically("~", 2, 1e-9))
	})

	DescribeTable("fails over", func(xs, ys []float64, reason string) {
		_, err := stats.TheilSen(xs, ys)
		Expect(err).To(MatchError(ContainSubstring(reason)))
		_, err = stats.FitTrend(xs, ys, 0.95)
		Expect(err).To(MatchError(ContainSubstring(reason)))
	},
		Entry("nothing", nil, nil, "fewer than two different x"),
		Entry("one point", []float64{1}, []float64{1}, "fewer than two different x"),
		Entry("points above each other", []float64{1, 1, 1}, []float64{1, 2, 3}, "fewer than two different x"),
		Entry("unequal lengths", []float64{1, 2}, []float64{1}, "2 x for 1 y"),
		Entry("NaN", []float64{1, 2}, []float64{1, math.NaN()}, "point 2"),
		Entry("infinity", []float64{math.Inf(1), 2}, []float64{1, 2}, "point 1"),
		Entry("an overflow", []float64{1, 1.5}, []float64{-math.MaxFloat64, math.MaxFloat64}, "overflows"),
		Entry("too many points", steps(501), steps(501), "thin them first"),
	)
})

var _ = Describe("The bounds of a trend", func() {
	// Seven points have 21 pairs, and P(S >= 13) is 0.035, so 4 discordant pairs are the limit at 96 %:
	// the fifth slope from either end.
	It("are the order statistics that Hollander and Wolfe's rule gives for Sen's example", func() {
		xs, ys := []float64{1, 2, 3, 4, 10, 12, 18}, []float64{9, 15, 19, 20, 45, 55, 78}
		var slopes []float64
		for j := range xs {
			for i := range j {
				slopes = append(slopes, (ys[j]-ys[i])/(xs[j]-xs[i]))
			}
		}
		slices.Sort(slopes)
		trend := fit(xs, ys, 0.96)
		Expect(trend.Lower).To(Equal(slopes[4]))
		Expect(trend.Upper).To(Equal(slopes[16]))
	})

	It("hold at least as often as they promise, over every order of seven errors", func() {
		errors := []float64{0, 1, 3, 4.5, 9, 11, 20} // whatever they are: only their order counts
		for _, confidence := range []float64{0.8, 0.9, 0.95, 0.99} {
			orders, missed := 0.0, 0.0
			permutations(7, func(order []int) {
				ys := make([]float64, len(order))
				for i, at := range order {
					ys[i] = 2*float64(i+1) + errors[at]
				}
				orders++
				// Not through fit: an expectation per order would take most of the time.
				if trend, err := stats.FitTrend(steps(7), ys, confidence); err != nil || trend.Lower > 2+1e-9 {
					missed++
				}
			})
			Expect(missed/orders).To(BeNumerically("<=", 1-confidence), "at %v", confidence)
			Expect(missed/orders).To(BeNumerically(">", (1-confidence)/3), "at %v: needlessly wide", confidence)
		}
	})

	It("mirror each other", func() {
		random := rand.New(rand.NewPCG(1, 2))
		for range 50 {
			ys, mirrored := make([]float64, 8), make([]float64, 8)
			for i := range ys {
				ys[i] = random.NormFloat64()
				mirrored[i] = -ys[i]
			}
			Expect(fit(steps(8), ys, 0.95).Lower).To(BeNumerically("~", -fit(steps(8), mirrored, 0.95).Upper, 1e-12))
		}
	})

	It("are infinite for three points, which can be in order by chance one time in six", func() {
		trend := fit(steps(3), []float64{1, 2, 3}, 0.95)
		Expect(trend.Lower).To(Equal(math.Inf(-1)))
		Expect(trend.Upper).To(Equal(math.Inf(1)))
		Expect(trend.Slope).To(Equal(1.0))
	})

	It("are the outermost slopes of four points, which are in order by chance one time in twenty-four", func() {
		trend := fit(steps(4), []float64{1, 2, 4, 8}, 0.95)
		Expect(trend.Lower).To(Equal(1.0))
		Expect(trend.Upper).To(Equal(4.0))
	})

	It("are never surer for a tie, in either direction", func() {
		plain := fit(steps(6), []float64{1, 2, 3, 4, 5, 6}, 0.95)
		Expect(plain.Lower).To(Equal(1.0))
		Expect(fit(steps(6), []float64{1, 1, 1, 4, 4, 6}, 0.95).Lower).To(BeNumerically("<=", 0))
		Expect(fit([]float64{1, 1, 1, 1, 5, 6}, []float64{1, 2, 3, 4, 5, 6}, 0.95).Lower).To(Equal(math.Inf(-1)))
		Expect(fit([]float64{1, 1, 3, 4, 5, 6}, []float64{1, 2, 3, 4, 5, 6}, 0.95).Lower).To(BeNumerically("<=", plain.Lower))
	})

	It("do not depend on the order in which the points are given", func() {
		xs, ys := []float64{1, 2, 3, 4, 5, 6}, []float64{3, 1, 4, 1, 5, 9}
		turned, ysTurned := slices.Clone(xs), slices.Clone(ys)
		slices.Reverse(turned)
		slices.Reverse(ysTurned)
		Expect(fit(turned, ysTurned, 0.95)).To(Equal(fit(xs, ys, 0.95)))
	})

	DescribeTable("are refused at a confidence of", func(confidence float64) {
		_, err := stats.FitTrend(steps(6), steps(6), confidence)
		Expect(err).To(MatchError(ContainSubstring("not between 0.5 and 1")))
	}, Entry("nothing", 0.0), Entry("even odds", 0.5), Entry("certainty", 1.0), Entry("NaN", math.NaN()))
})
