package gmem

import (
	"fmt"
	"strings"
	"time"

	"github.com/onsi/gomega/types"
)

// JudgeCeiling fails when the peak or the final resident memory is the limit or more. It is vacuous without a limit above
// zero and over a series that Validate refuses, unless what was read crosses the limit anyway: a run that was killed
// there has no final reading, and still failed by its memory.
func JudgeCeiling(series Series, limit Bytes) Verdict {
	if limit <= 0 {
		return vacuous(VerdictCeiling, "bytes", fmt.Sprintf("a ceiling of %v is not above zero", limit))
	}
	peak := series.Peak() // the final reading is part of it
	if err := series.Validate(1); err != nil && peak < limit {
		return vacuous(VerdictCeiling, "bytes", err.Error())
	}
	return Verdict{
		Name: VerdictCeiling, OK: peak < limit, Value: float64(peak), Limit: float64(limit), Unit: "bytes",
		Detail: ceilingDetail(series, limit),
	}
}

func ceilingDetail(series Series, limit Bytes) string {
	peak := series.Peak()
	lines := []string{fmt.Sprintf("peak %v, %s the ceiling of %s", peak, distance(peak, limit), limit.Short())}
	if sample, sampled := series.PeakSample(); sampled {
		lines = append(lines, peakPlace(sample, peak))
	}
	lines = append(lines, fmt.Sprintf("baseline %s, final %s, growth %s",
		series.Baseline.Short(), series.Final.Short(), signed(series.Growth().Short(), series.Growth())))
	if series.HighWaterMissing != "" {
		lines = append(lines, "from samples only: "+series.HighWaterMissing)
	}
	if slope, err := SlopeSoFar(series); err == nil {
		ahead := slope.Over(extrapolated)
		lines = append(lines, fmt.Sprintf("slope so far %v, which makes %s by %s files",
			slope, signed(ahead.Short(), ahead), group(extrapolated)))
	}
	if peak >= limit {
		lines = append(lines, "look first at the breakdown by part: the one that rose most is the place")
	}
	return strings.Join(lines, "\n")
}

// peakPlace says where the samples peaked, and how much higher the true peak was if it fell between two of them.
func peakPlace(sample Sample, peak Bytes) string {
	place := fmt.Sprintf("highest sample %s after %v", sample.RSS.Short(), sample.Elapsed.Round(time.Millisecond))
	if sample.Files > 0 || sample.Path != "" {
		place += fmt.Sprintf(", at file %s", group(sample.Files))
	}
	if sample.Path != "" {
		place += " (" + Shorten(sample.Path, 60) + ")"
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

// StayBelow succeeds for a Series whose peak and final resident memory are both below the limit.
func StayBelow(limit Bytes) types.GomegaMatcher {
	return &judging[Series]{
		promise: "stay below " + limit.String(),
		subject: func(Series) string { return "resident memory" },
		judge:   func(series Series) Verdict { return JudgeCeiling(series, limit) },
	}
}

// BeBelow succeeds for Bytes below the limit. It is for polling the latest sample while the work goes on; zero, which no
// process has, is an error.
func BeBelow(limit Bytes) types.GomegaMatcher {
	return &judging[Bytes]{
		promise: "be below " + limit.String(),
		subject: func(amount Bytes) string { return "memory of " + amount.String() },
		judge: func(amount Bytes) Verdict {
			if amount <= 0 || limit <= 0 {
				return vacuous(VerdictCeiling, "bytes", fmt.Sprintf("%v against a ceiling of %v is no reading", amount, limit))
			}
			return Verdict{
				Name: VerdictCeiling, OK: amount < limit, Value: float64(amount), Limit: float64(limit), Unit: "bytes",
				Detail: "it is " + distance(amount, limit) + " it",
			}
		},
	}
}
