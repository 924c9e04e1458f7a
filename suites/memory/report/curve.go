package report

import (
	"slices"
	"sort"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// mostDrawn is how many points a curve has at most: more than there are pixels for are no help.
const mostDrawn = 800

// thinned is every sample of few, and of many the lowest and the highest of each stretch, so that neither is lost.
func thinned(samples []gmem.Sample) []gmem.Sample {
	const stretches = mostDrawn / 2
	if len(samples) <= mostDrawn {
		return samples
	}
	kept := make([]gmem.Sample, 0, mostDrawn)
	for s := range stretches {
		part := samples[s*len(samples)/stretches : (s+1)*len(samples)/stretches]
		low, high := 0, 0
		for i, sample := range part {
			if sample.RSS < part[low].RSS {
				low = i
			}
			if sample.RSS > part[high].RSS {
				high = i
			}
		}
		kept = append(kept, part[min(low, high)])
		if low != high {
			kept = append(kept, part[max(low, high)])
		}
	}
	return kept
}

// filesAt is how many files were done so many seconds after the start.
func filesAt(samples []gmem.Sample, seconds float64) int64 {
	after := sort.Search(len(samples), func(i int) bool { return samples[i].Elapsed.Seconds() > seconds })
	if after == 0 {
		return 0
	}
	return samples[after-1].Files
}

// cycleEnds are the seconds at which each cycle's successor began to index files; the last one ends with the series.
func cycleEnds(record run.Record) []float64 {
	var ends []float64
	var files int64
	samples := record.Series.Samples
	for _, cycle := range record.Cycles {
		files += cycle.Files
		next := sort.Search(len(samples), func(i int) bool { return samples[i].Files > files })
		end := record.Series.Duration.Seconds()
		if next < len(samples) {
			end = samples[next].Elapsed.Seconds()
		}
		ends = append(ends, end)
	}
	return ends
}

// layer is what one band of memory takes at each moment.
type layer struct {
	band
	amounts []gmem.Bytes
}

// layersOf are the bands from the bottom up, which together reach up to resident memory at each moment, and not above.
// Nothing where the composition is unknown.
func layersOf(record run.Record) []layer {
	if record.Composition == nil {
		return nil
	}
	moments := record.Composition.Moments
	left := make([]gmem.Bytes, len(moments)) // of resident memory
	for i, moment := range moments {
		left[i] = moment.RSS
	}
	var layers []layer
	for _, b := range bands {
		l := layer{band: b, amounts: make([]gmem.Bytes, len(moments))}
		for i, moment := range moments {
			l.amounts[i] = min(amountOf(record.Composition.Parts, moment, b.parts), left[i])
			left[i] -= l.amounts[i]
		}
		layers = append(layers, l)
	}
	return append(layers, layer{band: rest, amounts: left})
}

// amountOf is what some parts come to at a moment; never below nothing.
func amountOf(names []string, moment run.Made, parts []string) gmem.Bytes {
	var sum gmem.Bytes
	for i, name := range names {
		for _, part := range parts {
			if name == part && i < len(moment.Bytes) {
				sum += moment.Bytes[i]
			}
		}
	}
	return max(sum, 0)
}

// highest is the first moment at which resident memory was within 0.2 % of its highest; -1 when there is none. While
// gigabytes are being freed a few pages more make a new peak, with nothing left of what made it.
func highest(moments []run.Made) int {
	var most gmem.Bytes
	for _, moment := range moments {
		most = max(most, moment.RSS)
	}
	return slices.IndexFunc(moments, func(moment run.Made) bool { return moment.RSS >= most-most/500 })
}
