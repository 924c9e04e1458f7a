package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/internal/stats"
)

// VerdictBaseline is the name of the verdict on a run against an earlier one.
const VerdictBaseline = "baseline"

// Comparison is the runs of a spec beside earlier ones of the same.
type Comparison struct {
	Spec     string
	Warnings []string // what is not the same, so that figures may differ for that alone
	Changes  []Change
	Verdict  gmem.Verdict // whether one of them is more than was allowed
}

// Change is one figure, then and now: its median where a file holds several runs of the spec.
type Change struct {
	What     string
	Unit     string // of the figures: "bytes", "bytes/call", "open"
	Was, Now float64
	// AtLeast is what it has risen by with 95 % confidence, where there are three runs or more on both sides; else the
	// smallest rise from one of the earlier runs to one of the later. Of two single runs it is their difference.
	AtLeast float64
	Too     bool // that is more than was allowed
}

// Compare sets the runs of each spec beside the earlier ones; specs that only one of the files holds are left out. Resident
// memory, and live bytes at the end, may have risen by so many percent, beyond what differs between runs of the same. What
// doesn't depend on the machine is held strictly: growth of live bytes to the limit that it was judged with, handles left
// open to none more for as much work, threads and mappings to their floors.
func Compare(earlier, now File, percent float64) []Comparison {
	var all []Comparison
	for _, spec := range specsOf(now) {
		was, here := runsOf(earlier, spec), runsOf(now, spec)
		if len(was) == 0 {
			continue
		}
		c := Comparison{Spec: spec, Warnings: machineWarnings(earlier, now)}
		c.warn(was[0], here[0])
		c.compare(was, here, percent)
		c.judge(was[0], here[0], percent)
		all = append(all, c)
	}
	return all
}

// specsOf are the specs of a file, each once, in order.
func specsOf(file File) (specs []string) {
	for _, run := range file.Runs {
		if !slices.Contains(specs, run.Spec) {
			specs = append(specs, run.Spec)
		}
	}
	return specs
}

func runsOf(file File, spec string) (runs []*Run) {
	for i := range file.Runs {
		if file.Runs[i].Spec == spec {
			runs = append(runs, &file.Runs[i])
		}
	}
	return runs
}

// compare takes the figures that both sides have, of each run.
func (c *Comparison) compare(was, now []*Run, percent float64) {
	units := 0.0
	for _, round := range now[0].judged()[min(1, len(now[0].judged())):] {
		units += float64(round.Units)
	}
	before, after := figuresOf(was, units, now[0].Unit), figuresOf(now, units, now[0].Unit)
	for _, here := range after {
		then := figure{values: []float64{0}} // of a kind of handle that nobody counted then, none may be left open either
		if at := slices.IndexFunc(before, func(f figure) bool { return f.what == here.what }); at >= 0 {
			then = before[at]
		} else if here.unit != "open" || was[0].Unit != now[0].Unit || len(was[0].judged()) < 2 {
			continue
		}
		change := Change{
			What: here.what, Unit: here.unit, Was: stats.MedianOf(then.values), Now: stats.MedianOf(here.values),
			AtLeast: stats.ShiftBound(then.values, here.values, 0.95),
		}
		allowed := here.slack
		if here.relative {
			allowed = change.Was * percent / 100
		}
		change.Too = change.AtLeast > allowed
		if here.relative || change.Was > 0 || change.Now > 0 {
			c.Changes = append(c.Changes, change)
		}
	}
}

// judge sums the changes up. Without one there was nothing to compare.
func (c *Comparison) judge(was, now *Run, percent float64) {
	v := &c.Verdict
	*v = gmem.Verdict{Name: VerdictBaseline, OK: true, Limit: percent, Unit: "%"}
	if len(c.Changes) == 0 {
		v.OK, v.Inconclusive, v.Detail = false, true, "there is no figure that both have"
		return
	}
	var risen []string
	for _, change := range c.Changes {
		if change.Unit == "bytes" {
			v.Value = max(v.Value, change.percent())
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

// percent is by how much the figure has risen; 0 from nothing.
func (c Change) percent() float64 {
	if c.Was <= 0 {
		return 0
	}
	return 100 * (c.Now - c.Was) / c.Was
}

// String returns the change in one line: "peak RSS: 140.0 MB then, 160.0 MB now".
func (c Change) String() string {
	text := fmt.Sprintf("%s: %s then, %s now", c.What, amount(c.Was, c.Unit), amount(c.Now, c.Unit))
	if c.AtLeast < c.Now-c.Was {
		text += ", higher by at least " + amount(c.AtLeast, c.Unit)
	}
	return text
}

// String returns the comparison as a terminal shows it, at most 80 columns wide.
func (c Comparison) String() string {
	table := new(gmem.Table).Heading("", "then", "now", "change")
	for _, change := range c.Changes {
		difference := "-"
		if change.Unit == "bytes" && change.Was > 0 {
			difference = fmt.Sprintf("%+.1f %%", change.percent())
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
