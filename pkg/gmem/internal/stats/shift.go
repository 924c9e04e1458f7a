package stats

import "slices"

// ShiftBound returns by how much more the values after are than those before, at least, with this confidence: an order
// statistic of all differences, of a rank that Mann and Whitney's U tells (Moses; Hollander, Wolfe and Chicken, Nonparametric
// Statistical Methods, section 4.3). Where there are too few values for this confidence, below three on both sides for 95 %,
// it is the smallest difference: that of the one pair where there is one. Both need a value at least.
func ShiftBound(before, after []float64, confidence float64) float64 {
	differences := make([]float64, 0, len(before)*len(after))
	for _, was := range before {
		for _, now := range after {
			differences = append(differences, now-was)
		}
	}
	slices.Sort(differences)
	return differences[max(critical(winDistribution(len(before), len(after)), 1-confidence), 0)]
}

// winDistribution gives the probability of each number of pairs, of n values and m others that don't differ, in which the
// one is larger: Mann and Whitney's U. The largest of all is one of the n with a probability of n/(n+m), and is then larger
// than each of the m (Mann and Whitney 1947, Annals of Mathematical Statistics 18:50).
func winDistribution(n, m int) []float64 {
	of := make([][]float64, m+1) // of i values and each number of others
	for j := range of {
		of[j] = []float64{1}
	}
	for i := 1; i <= n; i++ {
		next := make([][]float64, m+1)
		next[0] = []float64{1}
		for j := 1; j <= m; j++ {
			next[j] = make([]float64, i*j+1)
			whole := float64(i + j)
			for wins, probability := range of[j] {
				next[j][wins+j] += probability * float64(i) / whole
			}
			for wins, probability := range next[j-1] {
				next[j][wins] += probability * float64(j) / whole
			}
		}
		of = next
	}
	return of[m]
}
