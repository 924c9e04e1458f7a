package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
)

// Text returns the run as a terminal shows it: at most 76 columns, which leaves room for an indentation, without colour, and
// with each outcome in words.
func (r Run) Text() string {
	var out strings.Builder
	out.WriteString(r.figures().String())
	if spark := gmem.Sparkline(r.Series); spark != "" {
		out.WriteString("RSS over time  " + spark + "\n")
	}
	if len(r.Rounds) > 0 {
		heading := []string{"round", plural(r.Unit), "RSS", "live bytes"}
		if !slices.ContainsFunc(r.Rounds, func(round gmem.Round) bool { return round.Live != 0 }) {
			heading = heading[:3] // of another process they can't be read
		}
		table := new(gmem.Table).Heading(heading...)
		for i, round := range r.Rounds {
			row := []string{fmt.Sprint(i + 1), number(r.units(round.Units)), round.RSS.Short(), fmt.Sprint(int64(round.Live))}
			table.Row(row[:len(heading)]...)
		}
		out.WriteString("\n" + table.String())
	}
	if len(r.Parts) > 0 {
		out.WriteString("\n" + tableOf(r.Parts))
	}
	out.WriteString("\n")
	for _, verdict := range r.Verdicts {
		out.WriteString(wrapped(verdict.String()))
	}
	for _, verdict := range r.pointing() {
		out.WriteString(wrapped(verdict.Name + " points to:"))
		for _, line := range verdict.Lines {
			out.WriteString(wrapped("- " + line))
		}
	}
	for _, meter := range r.LeftOut {
		out.WriteString(wrapped("not measured: " + meter.Name + ": " + meter.Reason))
	}
	if r.Stopped != "" {
		out.WriteString(wrapped("stopped early: " + r.Stopped))
	}
	return out.String()
}

// tableOf lays the parts of memory out, one column of megabytes for each moment. What was not measured is "-".
func tableOf(moments gmem.Moments) string {
	heading := []string{"MB"}
	for _, moment := range moments {
		heading = append(heading, moment.At)
	}
	table := new(gmem.Table).Heading(heading...)
	for _, row := range partsOf(moments) {
		cells := []string{row.Name}
		if row.Total {
			cells[0] = "RSS"
		}
		for _, amount := range row.Amounts {
			cells = append(cells, cmp.Or(amount, "-"))
		}
		table.Row(cells...)
	}
	return table.String()
}

// figures are the facts, and what the series comes to.
func (r *Run) figures() *gmem.Table {
	table := new(gmem.Table)
	for _, fact := range r.Facts {
		if text := fact.String(); text != "" {
			table.Row(fact.Name, text)
		}
	}
	table.Row("baseline RSS", r.BaselineBytes.Short())
	table.Row("peak RSS", r.PeakBytes.Short())
	if at, sampled := r.Series.PeakSample(); sampled {
		table.Row("  highest sample", at.RSS.Short())
		if at.Done > 0 && r.Unit != "" {
			table.Row("  at", r.Unit+" "+number(float64(at.Done)))
		}
		if at.At != "" {
			table.Row("  while at", at.At)
		}
	}
	if r.FinalBytes > 0 { // a process that has ended has none
		table.Row("final RSS", r.FinalBytes.Short())
		table.Row("growth", r.Series.Growth().Short())
	}
	table.Row("wall clock", r.Series.Duration.Round(time.Millisecond).String())
	table.Row("samples", number(float64(r.Samples)))
	return table
}

// pointer is what a failed verdict points to.
type pointer struct {
	Name  string
	Lines []string
}

// pointing are what the failed verdicts point to: the foremost of what grew, what to look at
// first, and where it was allocated. What one verdict has said, the next ones don't repeat.
func (r *Run) pointing() (all []pointer) {
	const most = 3
	said := map[string]bool{}
	for _, verdict := range r.failed() {
		p := pointer{Name: verdict.Name}
		add := func(line string) {
			if !said[line] {
				p.Lines, said[line] = append(p.Lines, line), true
			}
		}
		foremost := gmem.Foremost(verdict.Evidence)
		for _, grown := range foremost[:min(most, len(foremost))] {
			add(grown.String())
		}
		if verdict.Advice != "" {
			add("look first at " + verdict.Advice)
		}
		for _, site := range verdict.Sites {
			add(site.String())
		}
		if len(p.Lines) > 0 {
			all = append(all, p)
		}
	}
	return all
}

// wrapped is a text with an end, broken where it is too wide and rid of what can't be seen.
func wrapped(text string) string { return gmem.Fold(strings.Map(visible, text)) + "\n" }
