package report

import (
	"fmt"
	"strings"

	"github.com/embecode/embecode/suites/memory/run"
)

// describe says in words what a chart shows, for those who don't see it.
func describe(record run.Record) string {
	series := record.Series
	said := []string{fmt.Sprintf("Resident memory over %s seconds: %s at the beginning, %s at the peak, %s at the end.",
		plain(roundTo(series.Duration.Seconds(), 0.1)), series.Baseline.Short(), series.Peak().Short(), series.Final.Short())}
	if sample, sampled := series.PeakSample(); sampled && sample.Path != "" {
		said = append(said, fmt.Sprintf("The highest sample was at file %s, %s.", plain(float64(sample.Files)), sample.Path))
	}
	if ceiling := ceilingOf(record.Verdicts); ceiling > 0 {
		said = append(said, fmt.Sprintf("The ceiling of %s is %s the peak.", ceiling.Short(), times(ceiling, series.Peak())))
	}
	if layers := layersOf(record); len(layers) > 0 {
		if peak := highest(record.Composition.Moments); peak >= 0 {
			var parts []string
			for _, layer := range layers {
				parts = append(parts, layer.name+" "+layer.amounts[peak].Short())
			}
			said = append(said, "At the peak: "+strings.Join(parts, ", ")+".")
		}
	}
	for _, growth := range growthsOf(record) {
		said = append(said, growth.title+": "+growth.outcome()+".")
	}
	return visible(outcomeOf(record.Verdicts) + ". " + strings.Join(said, " "))
}
