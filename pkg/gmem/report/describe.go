package report

import (
	"fmt"
	"strings"
)

// describe says in words what a chart shows, for those who don't see it.
func describe(r *Run) string {
	series := r.Series
	said := []string{fmt.Sprintf("%s. Resident memory over %s seconds: %s at the beginning, %s at the peak, %s at the end.", outcomeOf(r.Verdicts),
		number(float64(series.Duration.Round(1e8).Seconds())), series.Baseline.Short(), series.Peak().Short(), series.Final.Short())}
	if sample, sampled := series.PeakSample(); sampled && sample.At != "" {
		said = append(said, fmt.Sprintf("The highest sample was when %s were done, at %s.", count(sample.Done, r.Unit), sample.At))
	}
	if limit := r.ceiling(); limit > 0 {
		said = append(said, fmt.Sprintf("The ceiling of %s is %s the peak.", limit.Short(), times(limit, series.Peak())))
	}
	if layers := r.layers(); len(layers) > 0 {
		peak := peakMoment(series.Over.Moments)
		var parts []string
		for _, l := range layers {
			parts = append(parts, l.name+" "+l.amounts[peak].Short())
		}
		said = append(said, "At the peak: "+strings.Join(parts, ", ")+".")
	}
	for _, g := range r.growths() {
		said = append(said, g.Title+": "+g.outcome()+".")
	}
	return strings.Join(said, " ")
}
