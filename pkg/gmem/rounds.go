package gmem

import (
	"slices"
)

// Round is one of several equal rounds of the same work in one process, read when it has ended, after a collection.
type Round struct {
	Units   int64   `json:"units"`                   // of work that it did
	Seconds float64 `json:"seconds"`                 // that its work took
	Ended   float64 `json:"ended_seconds,omitempty"` // when its work had ended, in seconds since the start of the series
	RSS     Bytes   `json:"rss_bytes"`
	Live    Bytes   `json:"live_bytes"` // exact, of everything that is counted but the Go runtime's records of threads; 0 is no reading

	Parts    []Part  `json:"live_parts,omitempty"` // exact, by part
	Handles  []Count `json:"handles,omitempty"`    // what is open
	Threads  int     `json:"threads,omitempty"`    // 0 where they can't be counted
	Mappings int     `json:"mappings,omitempty"`   // likewise

	Before []Part `json:"live_parts_before,omitempty"` // registered parts before the collection

	Variables []Part `json:"variables,omitempty"` // what variables of packages reach of Go's heap, exact, by variable

	// Unreleased is what the collection at the round's end made go away: it was left to finalizers.
	Unreleased []Growth `json:"unreleased,omitempty"`
}

// open returns how many of a kind are open. It is false where they are not counted.
func (r Round) open(name string) (int64, bool) {
	for _, handle := range r.Handles {
		if handle.Name == name {
			return handle.Open, true
		}
	}
	return 0, false
}

func (r Round) part(name string) (Bytes, bool) { return partOf(r.Parts, name) }

func partOf(parts []Part, name string) (Bytes, bool) {
	for _, part := range parts {
		if part.Name == name {
			return part.Bytes, true
		}
	}
	return 0, false
}

// reached is what variables reach together.
func (r Round) reached() (all Bytes) {
	for _, variable := range r.Variables {
		all += variable.Bytes
	}
	return all
}

// Rounds is what Repeat has seen, and how it was judged. It belongs to whoever holds it.
type Rounds struct {
	Options  RepeatOptions `json:"options"` // as resolved: defaults filled in
	WarmUp   int           `json:"warm_up_rounds"`
	Rounds   []Round       `json:"rounds"`             // those that ended, the warm-up's first
	Series   Series        `json:"series"`             // of the whole run
	LeftOut  []LeftOut     `json:"left_out,omitempty"` // meters that this process doesn't have, or that failed their own check
	Dead     []LeftOut     `json:"dead,omitempty"`     // meters that did not see what was planted for them: nothing is sure then
	Verdicts []Verdict     `json:"verdicts"`

	// Stopped says why the run ended before its last round: it crossed its ceiling. Empty when it did not.
	Stopped string `json:"stopped,omitempty"`

	Parts Moments `json:"parts,omitempty"` // at the end of the warm-up, "warm", and at the "end"
}

// judged are the readings that verdicts rest on: from the end of the warm-up to the end of the run.
func (r Rounds) judged() []Round { return r.Rounds[min(max(r.WarmUp-1, 0), len(r.Rounds)):] }

// Units returns how much work was done in the judged rounds.
func (r Rounds) Units() (units int64) {
	for _, round := range r.Rounds[min(r.WarmUp, len(r.Rounds)):] {
		units += round.Units
	}
	return units
}

// Verdict returns the verdict of a name. It is false where there is none.
func (r Rounds) Verdict(name string) (Verdict, bool) {
	at := slices.IndexFunc(r.Verdicts, func(v Verdict) bool { return v.Name == name })
	if at < 0 {
		return Verdict{}, false
	}
	return r.Verdicts[at], true
}

// Outcome sums the verdicts up.
func (r Rounds) Outcome() Outcome { return OutcomeOf(r.Verdicts) }

// leftOut reports whether a meter is not read.
func (r Rounds) leftOut(name string) (string, bool) {
	for _, left := range r.LeftOut {
		if left.Name == name {
			return left.Reason, true
		}
	}
	return "", false
}
