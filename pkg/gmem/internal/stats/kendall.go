package stats

// KendallTail is the exact probability that Kendall's S, the concordant less the discordant pairs of n observations, is
// s or more when there is no trend and no ties: the upper tail of Hollander, Wolfe and Chicken, Nonparametric Statistical
// Methods, table A.30 (their K). There is no normal approximation at any n; the work grows with the cube of n.
func KendallTail(n, s int) float64 {
	pairs := n * (n - 1) / 2
	if n < 2 || s <= -pairs {
		return 1
	}
	if s > pairs {
		return 0
	}
	// S is pairs − 2D with D discordant pairs, and S only takes every second value.
	tail := 0.0
	for _, probability := range discordantPairs(n)[:(pairs-s)/2+1] {
		tail += probability
	}
	return min(tail, 1)
}

// discordantPairs gives the probability of each number of discordant pairs, from 0 to n(n−1)/2, in a random order of n
// observations. The k-th observation adds 0 to k−1 pairs, each equally likely and independent of those before it
// (Kendall 1938, Biometrika 30:81; Knuth, The Art of Computer Programming, vol. 3, 5.1.1), so each step averages over a
// window of k. The window slides: what enters is added, what leaves is taken off.
func discordantPairs(n int) []float64 {
	current := []float64{1}
	for k := 2; k <= n; k++ {
		next := make([]float64, len(current)+k-1)
		window := 0.0
		for d := range next {
			if d < len(current) {
				window += current[d]
			}
			if d >= k {
				window -= current[d-k]
			}
			next[d] = max(window, 0) / float64(k) // rounding may take the last ones a hair below zero
		}
		current = next
	}
	return current
}

// criticalPairs is the largest number of discordant pairs among n observations of which so few or fewer come up by
// chance with a probability of at most alpha. It is −1 when even none at all is too likely for that.
func criticalPairs(n int, alpha float64) int {
	// The slack only forgives the rounding of a sum that is exactly alpha.
	const slack = 1e-12
	tail, critical := 0.0, -1
	for _, probability := range discordantPairs(n) {
		if tail += probability; tail > alpha+slack {
			break
		}
		critical++
	}
	return critical
}
