package gmem

import (
	"fmt"
	"strings"
)

// Names of the verdicts.
const (
	VerdictCeiling    = "ceiling"
	VerdictSteadyRSS  = "steady-rss"
	VerdictSteadyLive = "steady-live"
	VerdictFlatness   = "flatness"
	VerdictBudget     = "budget"
	VerdictHandles    = "handles"
	VerdictCounts     = "counts"
	VerdictReleased   = "released"
	VerdictNotVacuous = "not-vacuous"
)

// Verdict is the outcome of one judgement. A verdict that could not be reached is never OK: it is Vacuous.
type Verdict struct {
	Name    string  `json:"name"`
	OK      bool    `json:"ok"`
	Vacuous bool    `json:"vacuous,omitempty"` // there was nothing to judge, or it was not to be trusted; Detail says what
	Value   float64 `json:"value"`             // always finite; 0 when vacuous
	Limit   float64 `json:"limit"`             // always finite
	Unit    string  `json:"unit"`              // of Value and Limit
	Detail  string  `json:"detail"`            // one or several lines for a person, whether OK or not
}

// Outcome is the verdict in one word: "ok", "failed" or "vacuous".
func (v Verdict) Outcome() string {
	switch {
	case v.OK:
		return "ok"
	case v.Vacuous:
		return "vacuous"
	}
	return "failed"
}

// String is the verdict in one line, without its detail's further lines.
func (v Verdict) String() string {
	first, _, _ := strings.Cut(v.Detail, "\n")
	return fmt.Sprintf("%s: %s: %s", v.Name, v.Outcome(), first)
}

// vacuous is the verdict over nothing.
func vacuous(name, unit, reason string) Verdict {
	return Verdict{Name: name, Vacuous: true, Unit: unit, Detail: reason}
}
