package stats

import (
	"fmt"
	"math"
)

// Trend is the Theil–Sen slope of some points with two one-sided bounds: the true slope is at least Lower with the given
// confidence, and at most Upper with the same. A bound is infinite when there are too few points for the confidence
// (fewer than four at 95 %).
type Trend struct {
	Slope, Lower, Upper float64 // in units of y per unit of x
	Confidence          float64
}

// FitTrend fits a trend. The bounds are the exact ones that come with Kendall's test (Sen 1968; Hollander, Wolfe and
// Chicken, Nonparametric Statistical Methods, section 9.3, taken one-sided): if d is the largest number of discordant
// pairs that chance produces with a probability of at most 1 − confidence, then the lower bound is the (d+1)-th smallest
// of the pairs' slopes and the upper bound the (d+1)-th largest.
//
// Ties are taken against certainty. Equal y give a slope of zero, as they stand. A pair with equal x could have any
// slope, so it counts as −∞ for the lower bound and as +∞ for the upper one. Both only ever widen the bounds.
//
// Confidence lies between 0.5 and 1, both excluded. It fails as TheilSen does. The bounds presume readings whose errors
// are exchangeable: the ends of separate cycles are, neighbouring samples of one run are not.
func FitTrend(xs, ys []float64, confidence float64) (Trend, error) {
	if !(confidence > 0.5 && confidence < 1) {
		return Trend{}, fmt.Errorf("fit trend: a confidence of %v is not between 0.5 and 1", confidence)
	}
	slopes, tied, err := pairSlopes(xs, ys)
	if err != nil {
		return Trend{}, fmt.Errorf("fit trend: %w", err)
	}
	trend := Trend{
		Slope: Median(slopes), Lower: math.Inf(-1), Upper: math.Inf(1), Confidence: confidence,
	}
	if rank := critical(DiscordantPairs(len(xs)), 1-confidence) - tied; rank >= 0 {
		trend.Lower, trend.Upper = slopes[rank], slopes[len(slopes)-1-rank]
	}
	return trend, nil
}
