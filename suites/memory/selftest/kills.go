package selftest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/judge"
)

// Case is a run of the memory suite with a leak in it.
type Case struct {
	Leak    string   `json:"leak"`              // as the flag takes it
	Verdict string   `json:"verdict,omitempty"` // meant to catch it; empty for what is no leak
	Places  []string `json:"places,omitempty"`  // that failed verdicts must name
}

// The outcomes of a verdict in a run with a leak in it. A verdict that was not asked has none.
const (
	Caught       = "caught"
	Quiet        = "quiet"
	Inconclusive = "inconclusive" // it could not be reached, as after a run that was stopped
)

// Kill is one row of the kill matrix: which verdicts saw a leak.
type Kill struct {
	Case
	Outcomes map[string]string `json:"outcomes"` // of each verdict
	Values   map[string]string `json:"values"`   // what each that caught it has measured
	Named    []string          `json:"named"`    // the places that were to be named, and were
	Sites    []string          `json:"sites"`    // the functions that were named first
}

// NewKill reads the row from the runs that a suite with the leak has left.
func NewKill(c Case, runs []report.Run) Kill {
	k := Kill{Case: c, Outcomes: map[string]string{}, Values: map[string]string{}}
	named := map[string]bool{}
	for _, run := range runs {
		for _, verdict := range run.Verdicts {
			k.add(verdict)
			for _, growth := range gmem.Foremost(verdict.Evidence) {
				named[growth.What] = true
			}
			if len(verdict.Sites) > 0 && !slices.Contains(k.Sites, verdict.Sites[0].Function) {
				k.Sites = append(k.Sites, verdict.Sites[0].Function)
			}
		}
	}
	for _, place := range c.Places {
		if named[place] {
			k.Named = append(k.Named, place)
		}
	}
	return k
}

// add notes a verdict. Of several of one name the worst counts.
func (k *Kill) add(verdict gmem.Verdict) {
	switch {
	case verdict.Inconclusive && k.Outcomes[verdict.Name] != Caught:
		k.Outcomes[verdict.Name] = Inconclusive
	case !verdict.OK && !verdict.Inconclusive:
		k.Outcomes[verdict.Name] = Caught
		k.Values[verdict.Name] = fmt.Sprintf("%.4g %s", verdict.Value, verdict.Unit)
	case k.Outcomes[verdict.Name] == "":
		k.Outcomes[verdict.Name] = Quiet
	}
}

// columns are the verdicts of the matrix in the order of its columns.
var columns = []struct{ verdict, heading string }{
	{gmem.VerdictCeiling, "ce"},
	{gmem.VerdictResident, "re"},
	{gmem.VerdictLive, "li"},
	{gmem.VerdictVariables, "va"},
	{gmem.VerdictHandles, "ha"},
	{judge.VerdictReleased, "tr"},
	{gmem.VerdictReleased, "fi"},
	{gmem.VerdictCounts, "co"},
	{judge.VerdictDisk, "di"},
	{judge.VerdictOrphans, "or"},
	{judge.VerdictFlatness, "fl"},
	{judge.VerdictWithinRun, "wi"},
	{judge.VerdictBounds, "bo"},
	{judge.VerdictBudget, "bu"},
}

const legend = `X caught by the verdict that is meant to; x caught by another one as well;
. quiet; ? inconclusive; blank: not asked in that run.
ce: ceiling, re: resident, li: live, va: variables, ha: handles,
tr: tree-sitter-released, fi: released (left to finalizers), co: counts,
di: disk, or: orphans, fl: flatness, wi: within-run, bo: bounds, bu: budget
`

// Matrix lays out the rows, and below them what was measured and which places were named.
func Matrix(rows []Kill) string {
	rows = slices.SortedStableFunc(slices.Values(rows), func(a, b Kill) int { return a.column() - b.column() })
	headings := []string{"leak"}
	for _, column := range columns {
		headings = append(headings, column.heading)
	}
	table := new(gmem.Table).Heading(headings...)
	var measured strings.Builder
	for _, row := range rows {
		cells := []string{row.Leak}
		for _, column := range columns {
			cells = append(cells, row.cell(column.verdict))
		}
		table.Row(cells...)
		measured.WriteString(row.measured() + "\n")
	}
	return table.String() + "\n" + legend + "\n" + measured.String()
}

// measured says in one line what a leak was caught with, and which places were named.
func (k Kill) measured() string {
	if k.Verdict == "" {
		return k.Leak + ": no leak"
	}
	line := fmt.Sprintf("%s: %s %s", k.Leak, k.Verdict, k.Values[k.Verdict])
	if len(k.Named) > 0 {
		line += "; named: " + strings.Join(k.Named, ", ")
	}
	if len(k.Sites) > 0 {
		line += "; at " + strings.Join(k.Sites, ", ")
	}
	return line
}

// column is where the verdict stands that is meant to catch it; what is no leak comes last.
func (k Kill) column() int {
	for i, column := range columns {
		if column.verdict == k.Verdict {
			return i
		}
	}
	return len(columns)
}

func (k Kill) cell(verdict string) string {
	switch {
	case k.Outcomes[verdict] == Caught && verdict == k.Verdict:
		return "X"
	case k.Outcomes[verdict] == Caught:
		return "x"
	}
	return map[string]string{Quiet: ".", Inconclusive: "?"}[k.Outcomes[verdict]]
}
