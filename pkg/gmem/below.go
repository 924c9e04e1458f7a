package gmem

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/onsi/gomega/types"
)

// extrapolated is how many units of work messages carry a rate on to.
const extrapolated = 100_000

// StayBelow succeeds for a Series whose peak and final resident memory are both below the limit.
func StayBelow(limit Bytes) types.GomegaMatcher {
	return &matcher[Series]{
		promise: "stay below " + limit.String(),
		subject: func(Series) string { return "resident memory" },
		judge:   func(series Series) Verdict { return series.Below(limit) },
	}
}

// Below judges peak and final resident memory: it fails when either is the limit or more. It is inconclusive without a limit
// above zero and over a series that Validate refuses, unless what was read crosses the limit anyway: a run that was killed
// there has no final reading, and still took too much.
func (s Series) Below(limit Bytes) Verdict { return s.below(VerdictCeiling, s.Peak(), limit) }

// GrowBelow judges how far the peak lies above the baseline, as Below does. It is for a process in which others have worked
// before: what they left behind doesn't count.
func (s Series) GrowBelow(limit Bytes) Verdict {
	return s.below(VerdictGrowth, max(s.Peak()-s.Baseline, 0), limit)
}

func (s Series) below(name string, value, limit Bytes) Verdict {
	if limit <= 0 {
		return inconclusive(name, "bytes", fmt.Sprintf("a limit of %v is not above zero", limit))
	}
	if err := s.Validate(1); err != nil && (value < limit || s.Baseline <= 0 && name == VerdictGrowth) {
		return inconclusive(name, "bytes", err.Error())
	}
	verdict := Verdict{
		Name: name, OK: value < limit, Value: float64(value), Limit: float64(limit), Unit: "bytes",
		Detail: s.limitDetail(name, value, limit),
	}
	if !verdict.OK {
		verdict.Fault = TooMuch
		verdict.Evidence = s.Parts.grown("baseline", "peak", 0)
		if most := verdict.Evidence; len(most) > 0 && most[0].Amount >= float64(s.Peak()-s.Baseline)/grownFraction {
			verdict.Advice = most[0].What // it may be given back: what its growth points to is for leaks
		}
		verdict.under(s.Settings)
	}
	return verdict
}

func (s Series) limitDetail(name string, value, limit Bytes) string {
	what := "peak"
	if name == VerdictGrowth {
		what = "peak above the baseline"
	}
	lines := []string{fmt.Sprintf("%s %v, %s the limit of %s", what, value, distance(value, limit), limit.Short())}
	if sample, sampled := s.PeakSample(); sampled {
		lines = append(lines, peakPlace(sample, s.Peak()))
	}
	lines = append(lines, fmt.Sprintf("baseline %s, final %s, growth %s",
		s.Baseline.Short(), s.Final.Short(), signed(s.Growth().Short(), s.Growth())))
	if s.HighWaterMissing != "" {
		lines = append(lines, "from samples only: "+s.HighWaterMissing)
	}
	if value >= limit {
		lines = append(lines, growthLines(s.Parts.grown("baseline", "peak", 0))...)
	}
	return strings.Join(lines, "\n")
}

// peakPlace says where the samples peaked, and how much higher the true peak was if it fell between two of them.
func peakPlace(sample Sample, peak Bytes) string {
	place := fmt.Sprintf("highest sample %s after %v", sample.RSS.Short(), sample.Elapsed.Round(time.Millisecond))
	if sample.Done > 0 || sample.At != "" {
		place += fmt.Sprintf(", when %s were done", humanize.Comma(sample.Done))
	}
	if sample.At != "" {
		place += " (at " + Shorten(sample.At, 60) + ")"
	}
	if missed := peak - sample.RSS; missed > 0 {
		place += fmt.Sprintf("\nthe peak fell between samples, %s above the highest", missed.Short())
	}
	return place
}

// distance is how far an amount lies from its limit.
func distance(amount, limit Bytes) string {
	if amount < limit {
		return (limit - amount).Short() + " below"
	}
	if amount == limit {
		return "exactly at"
	}
	return (amount - limit).Short() + " above"
}
