package report

import (
	"fmt"
	"math"

	"github.com/embecode/embecode/pkg/gmem/internal/stats"
)

// Drift is how the peak of a spec moves from file to file.
type Drift struct {
	Spec    string
	Files   int
	PerFile float64 // in percent of the first
	AtLeast float64 // likewise, with 95 % confidence
}

// Drifts returns, for each spec that all files hold, the drift of its peak: steps of 3 % pass every comparison with the file
// before, and two dozen of them double memory. Fewer than four files tell none. Files are in order of time.
func Drifts(files []File) (all []Drift) {
	if len(files) < 4 {
		return nil
	}
	for _, spec := range specsOf(files[0]) {
		var at, peaks []float64
		for i, file := range files {
			runs := figuresOf(runsOf(file, spec), 0, "")
			if len(runs) > 0 {
				at, peaks = append(at, float64(i)), append(peaks, stats.MedianOf(runs[0].values))
			}
		}
		if len(peaks) < len(files) || peaks[0] <= 0 {
			continue
		}
		trend, err := stats.FitTrend(at, peaks, 0.95)
		if err != nil {
			continue
		}
		percent := func(bytes float64) float64 { return 100 * bytes / peaks[0] }
		all = append(all, Drift{spec, len(files), percent(trend.Slope), percent(trend.Lower)})
	}
	return all
}

// Rises reports whether the peak certainly rises.
func (d Drift) Rises() bool { return d.AtLeast > 0 }

// String returns the drift in a line or two of a terminal.
func (d Drift) String() string {
	text := fmt.Sprintf("%s: over %d files the peak moves by %+.1f %% from each to the next", d.Spec, d.Files, d.PerFile)
	if !d.Rises() {
		return wrapped(text + ", which may be chance")
	}
	return wrapped(text + fmt.Sprintf(", certainly by %+.1f %%: to twice as much in %.0f", d.AtLeast, math.Ceil(100/d.PerFile)))
}
