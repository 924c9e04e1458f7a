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

// String is the verdict in one line, without its detail's further lines.
func (v Verdict) String() string {
	outcome := "failed"
	switch {
	case v.OK:
		outcome = "ok"
	case v.Vacuous:
		outcome = "vacuous"
	}
	first, _, _ := strings.Cut(v.Detail, "\n")
	return fmt.Sprintf("%s: %s: %s", v.Name, outcome, first)
}

// vacuous is the verdict over nothing.
func vacuous(name, unit, reason string) Verdict {
	return Verdict{Name: name, Vacuous: true, Unit: unit, Detail: reason}
}
