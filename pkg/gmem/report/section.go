package report

import (
	"fmt"
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
)

// page is what page.html.tmpl shows.
type page struct {
	Started, Machine, Summary string
	Healthy                   bool
	Runs                      []section
}

// section is one run in the page.
type section struct {
	*chart
	Stopped   string
	LeftOut   []gmem.LeftOut
	Pointing  []pointer
	Verdicts  []verdictRow
	Moments   gmem.Moments // columns of the table of parts
	Parts     []partRow
	Units     string
	RoundRows []roundRow
}

type verdictRow struct{ Name, Outcome, Class, Value, Limit, Detail string }

type partRow struct {
	Name    string
	Total   bool
	Amounts []string // in MB; empty where the part was not measured
}

type roundRow struct{ Number, Done, RSS, Live string }

func pageOf(file File) page {
	p := page{}
	ok := 0
	for i := range file.Runs {
		p.Runs = append(p.Runs, sectionOf(&file.Runs[i], i+1))
		if p.Runs[i].Healthy {
			ok++
		}
	}
	switch p.Healthy = ok > 0 && ok == len(p.Runs); {
	case len(p.Runs) == 0:
		p.Summary = "No run was measured."
		return p
	case p.Healthy:
		p.Summary = fmt.Sprintf("ok: %d of %s", ok, count(int64(ok), "run"))
	default:
		p.Summary = fmt.Sprintf("FAILED: %d of %s", len(p.Runs)-ok, count(int64(len(p.Runs)), "run"))
	}
	if began := file.Runs[0].Series.Started; !began.IsZero() {
		p.Started = began.UTC().Format("2006-01-02 15:04 MST")
	}
	if file.MeasuredOn != nil {
		p.Machine = file.MeasuredOn.String()
	}
	return p
}

func sectionOf(r *Run, n int) section {
	s := section{chart: newChart(r, n, false), Stopped: r.Stopped, LeftOut: r.LeftOut, Pointing: r.pointing(), Moments: r.Parts, Units: plural(r.Unit)}
	for _, verdict := range r.Verdicts {
		row := verdictRow{Name: verdict.Name, Outcome: "ok", Class: "ok", Detail: verdict.Detail}
		switch {
		case verdict.Inconclusive:
			row.Outcome, row.Class = "could not judge", "failed"
		case !verdict.OK:
			row.Outcome, row.Class = "FAILED", "failed"
		}
		if !verdict.Inconclusive {
			row.Value, row.Limit = amount(verdict.Value, verdict.Unit), amount(verdict.Limit, verdict.Unit)
		}
		s.Verdicts = append(s.Verdicts, row)
	}
	s.Parts = partsOf(r.Parts)
	for i, round := range r.Rounds {
		s.RoundRows = append(s.RoundRows, roundRow{
			number(float64(i + 1)), number(r.units(round.Units)), round.RSS.Short(), number(float64(round.Live)),
		})
	}
	return s
}

// partsOf are the parts of memory, an amount for each moment, with what no part has and the whole at the end. A part is
// there if it was measured at any moment.
func partsOf(moments gmem.Moments) (rows []partRow) {
	if len(moments) == 0 {
		return nil
	}
	megabytes := func(bytes gmem.Bytes) string { return unit{gmem.MB, "MB"}.amount(bytes) }
	left, whole := partRow{Name: gmem.PartUnattributed}, partRow{Name: "resident memory (RSS)", Total: true}
	for c, moment := range moments {
		for _, part := range moment.Parts {
			at := slices.IndexFunc(rows, func(row partRow) bool { return row.Name == part.Name })
			if at < 0 {
				at, rows = len(rows), append(rows, partRow{Name: part.Name, Amounts: make([]string, len(moments))})
			}
			rows[at].Amounts[c] = megabytes(part.Bytes)
		}
		left.Amounts = append(left.Amounts, megabytes(moment.Unattributed()))
		whole.Amounts = append(whole.Amounts, megabytes(moment.RSS))
	}
	return append(rows, left, whole)
}
