package report

import (
	"math"
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
)

// What threads and mappings may grow by whatever a program does, as where they are judged by themselves.
const (
	threadSlack  = 8
	mappingSlack = 64
)

// figure is what is compared of the runs of a spec: a value for each of them.
type figure struct {
	what, unit string
	values     []float64
	relative   bool    // it may rise by a share of itself
	slack      float64 // else by so much
}

// figuresOf are those that all of the runs have. What grew is told for so much work, in the given unit.
func figuresOf(runs []*Run, units float64, unit string) (all []figure) {
	for i, run := range runs {
		of := run.figuresCompared(units, unit)
		if i == 0 {
			all = of
			continue
		}
		all = slices.DeleteFunc(all, func(f figure) bool {
			return !slices.ContainsFunc(of, func(other figure) bool { return other.what == f.what })
		})
		for j := range all {
			at := slices.IndexFunc(of, func(other figure) bool { return other.what == all[j].what })
			all[j].values = append(all[j].values, of[at].values...)
		}
	}
	return all
}

// figuresCompared are those of one run.
func (r *Run) figuresCompared(units float64, unit string) (all []figure) {
	add := func(what string, bytes gmem.Bytes) {
		if bytes > 0 { // what has ended has none at the end
			all = append(all, figure{what: what, unit: "bytes", values: []float64{float64(bytes)}, relative: true})
		}
	}
	add("peak RSS", r.PeakBytes)
	add("final RSS", r.FinalBytes)
	judged := r.judged()
	if len(judged) < 2 {
		return all
	}
	first, last := judged[0], judged[len(judged)-1]
	add("live bytes at the end", last.Live)
	if r.Unit != unit {
		return all // rates of something else
	}
	if live := r.verdict(gmem.VerdictLive); live != nil {
		all = append(all, figure{what: "live growth", unit: live.Unit, values: []float64{max(live.Value, 0)}, slack: live.Limit})
	}
	own := 0.0
	for _, round := range judged[1:] {
		own += float64(round.Units)
	}
	grown := func(what string, from, to int64, slack float64) {
		more := float64(to - from)
		if own > 0 && units > 0 {
			more = math.Round(more * units / own)
		}
		all = append(all, figure{what: what, unit: "open", values: []float64{max(more, 0)}, slack: slack})
	}
	for _, handle := range last.Handles {
		grown(handle.Name+" left open", openIn(first, handle.Name), handle.Open, 0)
	}
	if first.Threads > 0 {
		grown("threads left", int64(first.Threads), int64(last.Threads), threadSlack)
		grown("mappings left", int64(first.Mappings), int64(last.Mappings), mappingSlack)
	}
	return all
}

// verdict is the one of a name; nil where it was not reached.
func (r *Run) verdict(name string) *gmem.Verdict {
	at := slices.IndexFunc(r.Verdicts, func(v gmem.Verdict) bool { return v.Name == name && !v.Inconclusive })
	if at < 0 {
		return nil
	}
	return &r.Verdicts[at]
}

func openIn(round gmem.Round, name string) int64 {
	at := slices.IndexFunc(round.Handles, func(count gmem.Count) bool { return count.Name == name })
	if at < 0 {
		return 0
	}
	return round.Handles[at].Open
}
