package memory_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// diagnostics is what a person gets to see of one measured spec, and what the reports keep of it.
type diagnostics struct {
	record    run.Record
	generated string // the first row's label and figure
	explained string // which part of memory grew
	notAsked  string // which verdict was left out, and why; empty for none
	shown     bool
}

func diagnosticsOf(tree run.Tree, figures *run.Figures) *diagnostics {
	status := figures.Status
	chunks := figures.Stats.Chunks
	if figures.Err != nil {
		chunks = status.Chunks // nothing is in force: what was written before the run ended
	}
	d := newDiagnostics(tree, figures.Series)
	d.record.FilesIndexed, d.record.FilesSkipped, d.record.Chunks = status.Indexed, status.TotalSkipped(), chunks
	d.record.SkippedFor = map[string]int64{}
	for reason, count := range status.Skipped {
		d.record.SkippedFor[reason.String()] = count
	}
	d.record.Parts = []run.Moment{
		{At: "baseline", Ledger: figures.Ledgers.Baseline},
		{At: "peak", Ledger: figures.Ledgers.Peak},
		{At: "end", Ledger: figures.Ledgers.End},
	}
	d.record.Composition = figures.Composition
	d.explained = grewMost(figures.Ledgers.Baseline, figures.Ledgers.End)
	if figures.Err != nil {
		d.record.Stopped = figures.Err.Error()
	}
	return d
}

func diagnosticsOfCycles(tree run.Tree, report run.CyclesReport) *diagnostics {
	d := newDiagnostics(tree, report.Series)
	for _, cycle := range report.Cycles {
		d.record.FilesIndexed += cycle.Files
	}
	d.record.Chunks = report.Chunks * int64(len(report.Cycles))
	if len(report.Cycles) > 0 {
		d.record.FilesSkipped = (report.Found - report.Cycles[0].Files) * int64(len(report.Cycles))
	}
	d.record.Cycles, d.record.Composition = report.Cycles, report.Composition
	d.record.Steady = []gmem.SteadyOptions{steadyRSS(), steadyLive()}
	d.record.Parts = []run.Moment{
		{At: "baseline", Ledger: report.Baseline}, {At: "warm", Ledger: report.Warm}, {At: "end", Ledger: report.End},
	}
	d.explained = "since the warm-up: " + grewMost(report.Warm, report.End)
	d.record.Stopped, d.record.CycleSeconds, d.record.Survivors = report.Stopped, report.Seconds, report.Survivors
	return d
}

// judged adds the verdicts. Where one has failed, the sentence about the part that grew says what that points to; a
// healthy run's small movements point to nothing.
func (d *diagnostics) judged(verdicts []gmem.Verdict, explanation string) {
	d.record.Verdicts = verdicts
	if explanation != "" && slices.ContainsFunc(verdicts, func(v gmem.Verdict) bool { return !v.OK }) {
		d.explained, d.record.Diagnosis = explanation, explanation
	}
}

func grewMost(before, after gmem.Ledger) string {
	part, by := gmem.Grown(before, after)
	if part == "" {
		return "no part of memory grew"
	}
	return fmt.Sprintf("grew most: %s, +%s", part, by.Short())
}

func newDiagnostics(tree run.Tree, series gmem.Series) *diagnostics {
	return &diagnostics{
		record: run.Record{
			Spec: CurrentSpecReport().FullText(), Leak: options.leak, Scale: options.scale, FilesGenerated: tree.Expected,
			BaselineBytes: series.Baseline, PeakBytes: series.Peak(), FinalBytes: series.Final,
			DurationSeconds: series.Duration.Seconds(), Samples: len(series.Samples), Series: series,
		},
		generated: generatedRow(tree),
	}
}

func generatedRow(tree run.Tree) string {
	if tree.Note != "" {
		return tree.Note
	}
	return fmt.Sprint(tree.Expected)
}

// keep writes the record where the suite collects them.
func (d *diagnostics) keep() {
	GinkgoHelper()
	Expect(run.Keep(filepath.Join(scratch, "records"), d.record)).To(Succeed())
}

// String is the table, readable at 80 columns and without colour.
func (d *diagnostics) String() string {
	r := d.record
	table := &gmem.Table{}
	first := "files generated"
	if options.tree != "" {
		first = "files found"
	}
	table.Row(first, d.generated)
	table.Row("files indexed", fmt.Sprint(r.FilesIndexed))
	table.Row("files skipped", fmt.Sprint(r.FilesSkipped))
	for _, reason := range slices.Sorted(maps.Keys(r.SkippedFor)) {
		table.Row("  "+reason, fmt.Sprint(r.SkippedFor[reason]))
	}
	table.Row("chunks stored", fmt.Sprint(r.Chunks))
	table.Row("baseline RSS", r.BaselineBytes.Short())
	table.Row("peak RSS", r.PeakBytes.Short())
	if at, sampled := r.Series.PeakSample(); sampled {
		table.Row("  highest sample", fmt.Sprintf("%s at file %d", at.RSS.Short(), at.Files))
		table.Row("  while at", at.Path)
	}
	table.Row("final RSS", r.FinalBytes.Short())
	table.Row("growth", r.Series.Growth().Short())
	table.Row("wall clock", r.Series.Duration.Round(time.Millisecond).String())
	table.Row("files per second", fmt.Sprintf("%.0f", float64(r.FilesIndexed)/max(r.DurationSeconds, 1e-9)))
	table.Row("samples", fmt.Sprint(r.Samples))
	var out strings.Builder
	out.WriteString("\n" + table.String())
	out.WriteString("RSS over time  " + gmem.Sparkline(r.Series, gmem.SparkOptions{}) + "\n")
	out.WriteString(cyclesTable(r.Cycles))
	out.WriteString("\n" + ledgerTable(r.Parts) + wrap(d.explained) + "\n")
	out.WriteString(verdictLines(r.Verdicts) + wrap(d.notAsked))
	if len(failed(r.Verdicts)) > 0 {
		out.WriteString(survivorLines(r.Survivors))
	}
	if r.Stopped != "" {
		out.WriteString(wrap("stopped early: " + r.Stopped))
	}
	return out.String()
}

// cyclesTable shows what was left at the end of each cycle; it is empty without cycles.
func cyclesTable(cycles []gmem.Cycle) string {
	if len(cycles) == 0 {
		return ""
	}
	table := new(gmem.Table).Heading("cycle", "files", "RSS", "live bytes")
	for i, cycle := range cycles {
		table.Row(fmt.Sprint(i+1), fmt.Sprint(cycle.Files), cycle.RSS.Short(), fmt.Sprint(int64(cycle.Live)))
	}
	return "\n" + table.String()
}

func ledgerTable(moments []run.Moment) string {
	var names []string
	var ledgers []gmem.Ledger
	for _, moment := range moments {
		names, ledgers = append(names, moment.At), append(ledgers, moment.Ledger)
	}
	return gmem.LedgerTable(names, ledgers...).String()
}

// verdictLines is one line for each verdict: the word first, for a reader who sees no colour.
func verdictLines(verdicts []gmem.Verdict) string {
	var out strings.Builder
	for _, verdict := range verdicts {
		out.WriteString(wrap(verdict.String()))
	}
	return out.String()
}

// MarshalJSON is the small summary that reports hold as a property: everything but what goes over the whole run.
func (d *diagnostics) MarshalJSON() ([]byte, error) {
	r := d.record
	r.Series, r.Composition = gmem.Series{}, nil
	return json.Marshal(r)
}

// printDiagnostics shows the table whether the spec passed or failed, and under -p too; a skipped spec has none. Specs
// that share a run show it once.
func printDiagnostics(d *diagnostics) {
	if d == nil || d.shown {
		return
	}
	d.shown = true
	AddReportEntry("memory", d, ReportEntryVisibilityAlways)
}
