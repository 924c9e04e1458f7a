package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// VerdictBaseline is the name of the verdict on a run against an earlier one.
const VerdictBaseline = "baseline"

// Comparison is a run beside an earlier one of the same spec.
type Comparison struct {
	Spec     string
	Warnings []string // what is not the same, so that figures may differ for that alone
	Changes  []Change
	Verdict  gmem.Verdict // whether one of them is more than was allowed
}

// Change is one figure, then and now.
type Change struct {
	What     string
	Unit     string // of both figures: "bytes", "bytes/call", "open"
	Was, Now float64
	Too      bool // it is more than was allowed
}

// Compare sets each run beside the earlier one of the same spec; runs that only one of the files holds are left out. Resident
// memory, and live bytes at the end, may have risen by so many percent. What grows from round to round may not: live bytes
// by the limit that they were judged with, open handles not at all.
func Compare(earlier, now File, percent float64) []Comparison {
	var machine []string
	if earlier.MeasuredOn != nil && now.MeasuredOn != nil && *earlier.MeasuredOn != *now.MeasuredOn {
		machine = []string{fmt.Sprintf("machine: %v then, %v now", earlier.MeasuredOn, now.MeasuredOn)}
	}
	var all []Comparison
	for i := range now.Runs {
		at := slices.IndexFunc(earlier.Runs, func(r Run) bool { return r.Spec == now.Runs[i].Spec })
		if at < 0 {
			continue
		}
		c := Comparison{Spec: now.Runs[i].Spec, Warnings: slices.Clone(machine)}
		c.warn(&earlier.Runs[at], &now.Runs[i])
		c.compare(&earlier.Runs[at], &now.Runs[i], percent)
		c.judge(&earlier.Runs[at], &now.Runs[i], percent)
		all = append(all, c)
	}
	return all
}

// warn notes what else is not the same.
func (c *Comparison) warn(was, now *Run) {
	note := func(what, then, here string) {
		if then != here {
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s: %s then, %s now", what, then, here))
		}
	}
	note("unit of work", or(was.Unit, "none"), or(now.Unit, "none"))
	note("stopped early", or(was.Stopped, "no"), or(now.Stopped, "no"))
	for _, fact := range now.Facts {
		note(fact.Name, or(Fact{Value: was.Fact(fact.Name)}.String(), "none"), or(fact.String(), "none"))
	}
	for _, fact := range was.Facts {
		if now.Fact(fact.Name) == nil {
			note(fact.Name, or(fact.String(), "none"), "none")
		}
	}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func (c *Comparison) compare(was, now *Run, percent float64) {
	amount := func(what string, then, here gmem.Bytes) {
		limit := float64(then) * (1 + percent/100)
		c.Changes = append(c.Changes, Change{what, "bytes", float64(then), float64(here), float64(here) > limit})
	}
	amount("peak RSS", was.PeakBytes, now.PeakBytes)
	if was.FinalBytes > 0 && now.FinalBytes > 0 { // a process that has ended has none
		amount("final RSS", was.FinalBytes, now.FinalBytes)
	}
	before, after := was.judged(), now.judged()
	if len(before) < 2 || len(after) < 2 {
		return
	}
	first, last, firstNow, lastNow := before[0], before[len(before)-1], after[0], after[len(after)-1]
	if last.Live > 0 && lastNow.Live > 0 {
		amount("live bytes at the end", last.Live, lastNow.Live)
	}
	if was.Unit != now.Unit {
		return // rates of something else
	}
	if then, here, found := bothVerdicts(was, now, gmem.VerdictLive); found {
		c.Changes = append(c.Changes, Change{"live growth", here.Unit, then.Value, here.Value, here.Value > max(then.Value, 0)+here.Limit})
	}
	for _, handle := range lastNow.Handles {
		grownNow := float64(handle.Open - openIn(firstNow, handle.Name))
		grown := float64(openIn(last, handle.Name) - openIn(first, handle.Name))
		if grown > 0 || grownNow > 0 {
			c.Changes = append(c.Changes, Change{handle.Name + " left open", "open", grown, grownNow, grownNow > max(grown, 0)})
		}
	}
}

// judge sums the changes up. Without one there was nothing to compare.
func (c *Comparison) judge(was, now *Run, percent float64) {
	v := &c.Verdict
	*v = gmem.Verdict{Name: VerdictBaseline, OK: true, Limit: percent, Unit: "%"}
	var risen []string
	for _, change := range c.Changes {
		if change.Unit == "bytes" && change.Was > 0 {
			v.Value = max(v.Value, 100*(change.Now-change.Was)/change.Was)
		}
		if change.Too {
			risen = append(risen, change.String())
		}
	}
	if v.OK = len(risen) == 0; v.OK {
		v.Detail = fmt.Sprintf("%+.1f %% at most, allowed %g %%", v.Value, percent)
		return
	}
	v.Fault, v.Detail = gmem.TooMuch, strings.Join(risen, "\n")
	moment := "peak"
	if len(now.Rounds) > 0 {
		moment = "end" // everything is closed by then
	}
	before, measured := was.Parts.At(moment)
	after, measuredToo := now.Parts.At(moment)
	if measured && measuredToo {
		v.Evidence = after.GrownSince(before, 0)
	}
	if len(v.Evidence) > 0 {
		v.Advice = v.Evidence[0].What
	}
}

// String returns the change in one line: "peak RSS: 140.0 MB then, 160.0 MB now".
func (c Change) String() string {
	return fmt.Sprintf("%s: %s then, %s now", c.What, amount(c.Was, c.Unit), amount(c.Now, c.Unit))
}

// String returns the comparison as a terminal shows it, at most 80 columns wide.
func (c Comparison) String() string {
	table := new(gmem.Table).Heading("", "then", "now", "change")
	for _, change := range c.Changes {
		difference := "-"
		if change.Unit == "bytes" && change.Was > 0 {
			difference = fmt.Sprintf("%+.1f %%", 100*(change.Now-change.Was)/change.Was)
		}
		table.Row(change.What, amount(change.Was, change.Unit), amount(change.Now, change.Unit), difference)
	}
	var out strings.Builder
	out.WriteString(wrapped(c.Spec) + table.String())
	for _, warning := range c.Warnings {
		out.WriteString(wrapped("not the same: " + warning))
	}
	out.WriteString(wrapped(c.Verdict.String()))
	return out.String()
}

func bothVerdicts(was, now *Run, name string) (then, here gmem.Verdict, found bool) {
	reached := func(v gmem.Verdict) bool { return v.Name == name && !v.Inconclusive }
	before, after := slices.IndexFunc(was.Verdicts, reached), slices.IndexFunc(now.Verdicts, reached)
	if before < 0 || after < 0 {
		return then, here, false
	}
	return was.Verdicts[before], now.Verdicts[after], true
}

func openIn(round gmem.Round, name string) int64 {
	at := slices.IndexFunc(round.Handles, func(count gmem.Count) bool { return count.Name == name })
	if at < 0 {
		return 0
	}
	return round.Handles[at].Open
}
