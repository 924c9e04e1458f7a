package report

import "github.com/embecode/embecode/pkg/gmem"

// Run is what one measured spec leaves. Only Spec and Series are needed; whatever else is there is shown.
type Run struct {
	Spec  string `json:"spec"`           // its text
	Unit  string `json:"unit,omitempty"` // what its work counts, in the singular; empty when nothing is counted
	Facts []Fact `json:"-"`              // written beside the other fields
	// CountsPerUnit is how many of what rounds count make one unit: 60,000 milliseconds a minute. 0 means 1.
	CountsPerUnit int64 `json:"counts_per_unit,omitempty"`

	BaselineBytes   gmem.Bytes  `json:"baseline_bytes"`
	PeakBytes       gmem.Bytes  `json:"peak_bytes"`
	FinalBytes      gmem.Bytes  `json:"final_bytes"`
	DurationSeconds float64     `json:"duration_seconds"`
	Samples         int         `json:"samples"`
	Series          gmem.Series `json:"series"` // of resident memory

	Parts    gmem.Moments   `json:"parts"`                    // what it was made of, at a few moments
	Rounds   []gmem.Round   `json:"rounds,omitempty"`         // of the same work
	WarmUp   int            `json:"warm_up_rounds,omitempty"` // of these, not judged
	Growth   []Growth       `json:"growth,omitempty"`         // of the run's own, beside that between rounds
	Verdicts []gmem.Verdict `json:"verdicts"`
	LeftOut  []gmem.LeftOut `json:"left_out,omitempty"` // meters that were not read
	Stopped  string         `json:"stopped,omitempty"`  // why the run ended early; empty when it did not
}

// Growth is memory against the units of work done, as a verdict has judged it.
type Growth struct {
	Title   string  `json:"title"`
	Verdict string  `json:"verdict"` // by its name; its value and limit are bytes per unit
	Points  []Point `json:"points"`  // those that were judged, in ascending order of Done
}

// Point is memory when so many units were done.
type Point struct {
	Done  int64      `json:"done"`
	Bytes gmem.Bytes `json:"bytes"`
}

// Watched returns the run of a spec that watched some work once.
func Watched(spec string, series gmem.Series, verdicts ...gmem.Verdict) Run {
	r := Run{
		Spec: spec, Verdicts: verdicts, Parts: series.Parts, Series: series,
		BaselineBytes: series.Baseline, PeakBytes: series.Peak(), FinalBytes: series.Final,
		DurationSeconds: series.Duration.Seconds(), Samples: len(series.Samples),
	}
	r.Series.Parts = nil // they are the run's
	return r
}

// Repeated returns the run of a spec that did some work again and again.
func Repeated(spec string, rounds gmem.Rounds) Run {
	r := Watched(spec, rounds.Series, rounds.Verdicts...)
	r.Unit, r.Rounds, r.WarmUp = rounds.Options.Unit, rounds.Rounds, rounds.WarmUp
	r.CountsPerUnit = rounds.Options.CountsPerUnit
	r.LeftOut, r.Stopped = rounds.LeftOut, rounds.Stopped
	if len(rounds.Parts) > 0 {
		r.Parts = append(r.Parts[:min(1, len(r.Parts)):min(1, len(r.Parts))], rounds.Parts...) // the baseline's, then its own
	}
	return r
}

// units is how many units so many counts make.
func (r *Run) units(counts int64) float64 { return float64(counts) / float64(max(r.CountsPerUnit, 1)) }

// judged are the rounds that verdicts rest on: from the end of the warm-up to the end of the run.
func (r *Run) judged() []gmem.Round { return r.Rounds[min(max(r.WarmUp-1, 0), len(r.Rounds)):] }

// failed are the verdicts that were reached and have failed.
func (r *Run) failed() (failed []gmem.Verdict) {
	for _, verdict := range r.Verdicts {
		if !verdict.OK && !verdict.Inconclusive {
			failed = append(failed, verdict)
		}
	}
	return failed
}

// ceiling is the limit that peak and end were judged by; 0 when they were not.
func (r *Run) ceiling() gmem.Bytes {
	if verdict := r.verdict(gmem.VerdictCeiling); verdict != nil {
		return gmem.Bytes(verdict.Limit)
	}
	return 0
}
