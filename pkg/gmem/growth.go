package gmem

import (
	"errors"
	"fmt"
	"math"

	"github.com/embecode/embecode/pkg/gmem/internal/stats"
)

// fewestReadings that can be judged: three have no lower bound at 95 %, and their median slope follows a single outlier.
const fewestReadings = 4

// trend is how one figure developed over the judged readings.
type trend struct {
	stats.Trend
	units  []float64 // of work done since the first judged reading
	values []float64
}

// fitTrend fits the figure that read takes of each judged reading.
func (r Rounds) fitTrend(confidence float64, read func(Round) (float64, error)) (trend, error) {
	var t trend
	judged := r.judged()
	if len(judged) < fewestReadings {
		return t, fmt.Errorf("too few rounds: %d with %d of warm-up leave %d readings, want at least %d",
			len(r.Rounds), r.WarmUp, len(judged), fewestReadings)
	}
	done := 0.0
	for i, round := range judged {
		if round.Units <= 0 {
			return t, fmt.Errorf("round %d did %d of %s: nothing to judge", len(r.Rounds)-len(judged)+i+1, round.Units, r.Options.Unit)
		}
		if i > 0 {
			done += float64(round.Units) / float64(max(r.Options.CountsPerUnit, 1))
		}
		value, err := read(round)
		if err != nil {
			return t, fmt.Errorf("round %d: %w", len(r.Rounds)-len(judged)+i+1, err)
		}
		t.units, t.values = append(t.units, done), append(t.values, value)
	}
	var err error
	t.Trend, err = stats.FitTrend(t.units, t.values, confidence)
	return t, err
}

// work is how many units the trend spans.
func (t trend) work() float64 { return t.units[len(t.units)-1] }

// total is what the figure grew by, from the first judged reading to the last.
func (t trend) total() float64 { return t.values[len(t.values)-1] - t.values[0] }

// ended reports whether growth has stopped: the last third of enough readings has hardly any left, a quarter of what the
// given slope comes to. Caches and pools take a while to fill.
func (t trend) ended(slope float64) bool {
	last := len(t.values) - 1
	from := last - last/3
	return last >= 2*defaultRounds && t.values[last]-t.values[from] <= slope/4*(t.units[last]-t.units[from])
}

// persists reports whether growth has not ended and is more than one step, however large and however late. A step explains
// the growth when the figures without it have hardly any left, by their slope and from the first to the last: a quarter of
// what the given slope comes to.
func (t trend) persists(slope float64) bool {
	if t.ended(slope) {
		return false
	}
	without := make([]float64, len(t.values))
	for i := 1; i < len(t.values); i++ {
		step := t.values[i] - t.values[i-1]
		copy(without, t.values)
		for j := i; j < len(without); j++ {
			without[j] -= step
		}
		left, err := stats.TheilSen(t.units, without)
		isFlat := math.Abs(left) <= slope/4 && math.Abs(t.total()-step) <= slope/4*t.work()
		if err != nil || isFlat {
			return false
		}
	}
	return true
}

// onset is the round, counted from 1 with the warm-up, after the last one whose figure was within the allowed growth.
func (t trend) onset(warmUp int, limit float64) int {
	calm := 0
	for i := range t.values {
		if t.values[i]-t.values[0] <= limit*t.units[i] {
			calm = i
		}
	}
	return warmUp + min(calm, len(t.values)-2) + 1
}

// errNoReading says that a figure was not measured.
var errNoReading = errors.New("no reading")

func positive[N Bytes | int](what string, reading N) (float64, error) {
	if reading <= 0 {
		return 0, fmt.Errorf("%d is %w of %s", reading, errNoReading, what)
	}
	return float64(reading), nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
