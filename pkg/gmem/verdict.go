package gmem

import (
	"fmt"
	"strings"
)

// Names of the verdicts that this package reaches.
const (
	VerdictLive      = "live"      // exact live bytes from round to round
	VerdictResident  = "resident"  // resident memory from round to round
	VerdictHandles   = "handles"   // what was opened and has to be closed
	VerdictCounts    = "counts"    // threads and mappings
	VerdictReleased  = "released"  // what only a finalizer frees
	VerdictVariables = "variables" // what variables of packages reach from round to round; only there when asked for
	VerdictMeters    = "meters"    // whether they see what is planted for them; only there when one does not
	VerdictCeiling   = "ceiling"   // peak and end of it against a limit
	VerdictGrowth    = "growth"    // peak above the baseline against a limit
)

// Fault is what a failed verdict is about, in words for a person.
type Fault string

// The faults. Memory above a limit is no leak: it may be given back.
const (
	Leak    Fault = "leak"
	TooMuch Fault = "too much memory"
)

// Verdict is the outcome of one judgement, with its evidence. It is reached once; specs, tables and reports all read it. A
// verdict that could not be reached is Inconclusive and never OK.
type Verdict struct {
	Name         string   `json:"name"`
	OK           bool     `json:"ok"`
	Inconclusive bool     `json:"inconclusive,omitempty"` // there was nothing to judge, or it was not to be trusted; Detail says what
	Fault        Fault    `json:"fault,omitempty"`        // of a verdict that failed
	Value        float64  `json:"value"`                  // always finite; 0 when inconclusive
	Limit        float64  `json:"limit"`                  // always finite
	Unit         string   `json:"unit"`                   // of Value and Limit: "bytes", "bytes/call", "handles"
	Detail       string   `json:"detail"`                 // one or several lines for a person, whether OK or not
	Evidence     []Growth `json:"evidence,omitempty"`     // what grew, most first
	Sites        []Site   `json:"sites,omitempty"`        // where it was allocated, most first
	Advice       string   `json:"advice,omitempty"`       // what to look at first, of a verdict that failed
}

// Growth is how much one thing grew over what was judged: bytes of a part of memory, or how many of a kind were left open.
type Growth struct {
	What    string  `json:"what"`
	Amount  float64 `json:"amount"`
	Unit    string  `json:"unit"`     // "bytes", or "open"
	PerUnit float64 `json:"per_unit"` // for each unit of work
}

// String returns the verdict in one line, without its detail's further lines.
func (v Verdict) String() string {
	first, _, _ := strings.Cut(v.Detail, "\n")
	return fmt.Sprintf("%s: %s: %s", v.Name, OutcomeOf([]Verdict{v}), first)
}

// Text returns the detail, the advice and the sites, a line or more each.
func (v Verdict) Text() string {
	lines := []string{v.Detail}
	if v.Advice != "" {
		lines = append(lines, "look first at "+v.Advice)
	}
	if len(v.Sites) > 0 {
		lines = append(lines, "allocated at, in one more round:")
	}
	for _, site := range v.Sites {
		lines = append(lines, "  "+site.String())
	}
	return strings.Join(lines, "\n")
}

// inconclusive returns the verdict over nothing.
func inconclusive(name, unit, reason string) Verdict {
	return Verdict{Name: name, Inconclusive: true, Unit: unit, Detail: reason}
}

// Outcome is what several verdicts come to together.
type Outcome string

// The outcomes.
const (
	Passed    Outcome = "ok"
	Failed    Outcome = "failed"       // at least one judged and failed
	Undecided Outcome = "inconclusive" // none failed, but at least one could not be reached, or there is none
)

// OutcomeOf sums verdicts up.
func OutcomeOf(verdicts []Verdict) Outcome {
	outcome := Passed
	if len(verdicts) == 0 {
		outcome = Undecided
	}
	for _, verdict := range verdicts {
		switch {
		case verdict.OK:
		case !verdict.Inconclusive:
			return Failed
		default:
			outcome = Undecided
		}
	}
	return outcome
}
