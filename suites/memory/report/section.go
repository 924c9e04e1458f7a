package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// section is one run in the page.
type section struct {
	Number    int
	Spec      string
	Outcome   string
	Healthy   bool
	Facts     string
	Chart     template.HTML // drawn here, with every text in it escaped
	Alt       string
	Diagnosis string
	Verdicts  []verdictRow
	Moments   []string // columns of the ledger
	Ledger    []ledgerRow
	Cycles    []cycleRow
}

type verdictRow struct{ Name, Outcome, Class, Value, Limit, Detail string }

type ledgerRow struct {
	Part    string
	Total   bool
	Amounts []string // in MB; empty where the part was not measured
}

type cycleRow struct{ Number, Files, RSS, Live string }

func sectionOf(record run.Record, number int, svg []byte) section {
	s := section{
		Number: number, Spec: visible(record.Spec), Outcome: visible(outcomeOf(record.Verdicts)), Facts: visible(factsOf(record)),
		Healthy: gmem.OutcomeOf(record.Verdicts) == gmem.Healthy,
		Chart:   template.HTML(svg), Alt: describe(record), Diagnosis: visibleLines(record.Diagnosis),
	}
	for _, verdict := range record.Verdicts {
		s.Verdicts = append(s.Verdicts, verdictRowOf(verdict))
	}
	s.Moments, s.Ledger = ledgerOf(record.Parts)
	for i, cycle := range record.Cycles {
		s.Cycles = append(s.Cycles, cycleRow{
			plain(float64(i + 1)), plain(float64(cycle.Files)), cycle.RSS.Short(), plain(float64(cycle.Live)),
		})
	}
	return s
}

func verdictRowOf(verdict gmem.Verdict) verdictRow {
	row := verdictRow{Name: visible(verdict.Name), Outcome: "ok", Class: "ok", Detail: visibleLines(verdict.Detail)}
	switch {
	case verdict.Vacuous:
		row.Outcome, row.Class = "could not judge", "failed"
		return row
	case !verdict.OK:
		row.Outcome, row.Class = "FAILED", "failed"
	}
	row.Value, row.Limit = amount(verdict.Value, verdict.Unit), amount(verdict.Limit, verdict.Unit)
	return row
}

// amount is a verdict's figure in its unit.
func amount(value float64, unit string) string {
	switch unit {
	case "bytes":
		return gmem.Bytes(value).Short()
	case "bytes/file":
		return gmem.BytesPerFile(value).String()
	}
	return fmt.Sprintf("%s %s", plain(roundTo(value, 0.01)), visible(unit))
}

// ledgerOf are the parts of memory, a column for each moment, with what no part has and the whole at the end. A part is
// there if it was measured at any moment.
func ledgerOf(moments []run.Moment) (columns []string, rows []ledgerRow) {
	var names []string
	for _, moment := range moments {
		columns = append(columns, visible(moment.At))
		for _, part := range moment.Parts {
			if !slices.Contains(names, part.Name) {
				names = append(names, part.Name)
			}
		}
	}
	for _, name := range names {
		row := ledgerRow{Part: visible(name)}
		for _, moment := range moments {
			at := slices.IndexFunc(moment.Parts, func(part gmem.Part) bool { return part.Name == name })
			text := ""
			if at >= 0 {
				text = unit{gmem.MB, "MB"}.short(moment.Parts[at].Bytes)
			}
			row.Amounts = append(row.Amounts, text)
		}
		rows = append(rows, row)
	}
	if len(moments) == 0 {
		return nil, nil
	}
	left, whole := ledgerRow{Part: gmem.PartUnattributed}, ledgerRow{Part: "resident memory (RSS)", Total: true}
	for _, moment := range moments {
		left.Amounts = append(left.Amounts, unit{gmem.MB, "MB"}.short(moment.Unattributed()))
		whole.Amounts = append(whole.Amounts, unit{gmem.MB, "MB"}.short(moment.RSS))
	}
	return columns, append(rows, left, whole)
}

// visibleLines is visible for a text of several lines.
func visibleLines(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		kept = append(kept, visible(strings.TrimRight(line, "\n")))
	}
	return strings.Join(kept, "\n")
}
