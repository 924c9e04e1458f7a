package stats

// DiscordantPairs gives the probability of each number of discordant pairs, from 0 to n(n−1)/2, in a random order of n
// observations without ties. It is exact at any n; the work grows with the cube of n. The k-th observation adds 0 to k−1
// pairs, each equally likely and independent of those before it (Kendall 1938, Biometrika 30:81; Knuth, The Art of Computer
// Programming, vol. 3, 5.1.1), so each step averages over a window of k. The window slides: what enters is added, what leaves
// is taken off.
func DiscordantPairs(n int) []float64 {
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

// critical is the largest count of which so few or fewer come up by chance with a probability of at most alpha; the probability
// of each count is given, from 0 on. It is −1 when even none at all is too likely for that.
func critical(probabilities []float64, alpha float64) int {
	// The slack only forgives the rounding of a sum that is exactly alpha.
	const slack = 1e-12
	tail := 0.0
	for count, probability := range probabilities {
		if tail += probability; tail > alpha+slack {
			return count - 1
		}
	}
	return len(probabilities) - 1
}
