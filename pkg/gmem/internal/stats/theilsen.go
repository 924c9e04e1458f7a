package stats

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// maxPoints bounds the quadratic work and memory of the slopes: 500 points have 124,750 pairs, 1 MB.
const maxPoints = 500

// TheilSen is the median of the slopes between all pairs of points (Theil 1950; Sen 1968, JASA 63:1379). A minority of
// outliers, up to 29 % of the points, does not move it much. Pairs with equal x have no slope and are left out. It fails
// for fewer than two different x, more than 500 points, or a value that is not finite.
func TheilSen(xs, ys []float64) (float64, error) {
	slopes, _, err := pairSlopes(xs, ys)
	if err != nil {
		return 0, fmt.Errorf("fit slope: %w", err)
	}
	return Median(slopes), nil
}

// pairSlopes gives the slopes of all pairs of points in ascending order, and how many pairs have none because their x is
// the same.
func pairSlopes(xs, ys []float64) (slopes []float64, tied int, err error) {
	if len(xs) != len(ys) {
		return nil, 0, fmt.Errorf("%d x for %d y", len(xs), len(ys))
	}
	if len(xs) > maxPoints {
		return nil, 0, fmt.Errorf("%d points, at most %d: thin them first", len(xs), maxPoints)
	}
	for i := range xs {
		if !finite(xs[i]) || !finite(ys[i]) {
			return nil, 0, fmt.Errorf("point %d (%v, %v) is not finite", i+1, xs[i], ys[i])
		}
	}
	for j := range xs {
		for i := range j {
			if xs[i] == xs[j] {
				tied++
				continue
			}
			slope := (ys[j] - ys[i]) / (xs[j] - xs[i])
			if !finite(slope) {
				return nil, 0, fmt.Errorf("the slope between points %d and %d overflows", i+1, j+1)
			}
			slopes = append(slopes, slope)
		}
	}
	if len(slopes) == 0 {
		return nil, 0, errors.New("fewer than two different x")
	}
	slices.Sort(slopes)
	return slopes, tied, nil
}

// Median is the middle of sorted values, or half-way between the two middle ones. It panics without values.
func Median(sorted []float64) float64 {
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return sorted[middle-1]/2 + sorted[middle]/2
}

// MedianOf returns the median of values in any order; 0 without any.
func MedianOf(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return Median(slices.Sorted(slices.Values(values)))
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
