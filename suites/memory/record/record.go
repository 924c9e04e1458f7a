// Package record makes one measured spec of the memory suite into a run of memory.json, and reads verdicts from it.
package record

import (
	"fmt"
	"maps"
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/workload"
)

// Of says of which spec a record is.
type Of struct {
	Spec  string
	Leak  string // that was injected on purpose; empty for none
	Scale float64
	Tree  workload.Tree
}

// Indexed returns the record of a full index in this process.
func (of Of) Indexed(figures *workload.Figures, verdicts ...gmem.Verdict) report.Run {
	chunks := figures.Stats.Chunks
	if figures.Err != nil {
		chunks = figures.Status.Chunks // there is no current index: what was written before the run ended
	}
	run := report.Watched(of.Spec, figures.Series, verdicts...)
	run.Facts = of.facts(figures.Status.Indexed, figures.Status.TotalSkipped(), chunks)
	for _, reason := range slices.Sorted(maps.Keys(figures.Status.Skipped)) {
		run.Facts = append(run.Facts, report.Fact{Name: "skipped: " + reason.String(), Value: figures.Status.Skipped[reason]})
	}
	run.Unit = "file"
	if figures.Err != nil {
		run.Stopped = figures.Err.Error()
	}
	return run
}

// Done returns the record of a child's job.
func (of Of) Done(result workload.Result, verdicts ...gmem.Verdict) report.Run {
	rounds := result.Rounds
	rounds.Verdicts = verdicts
	run := report.Repeated(of.Spec, rounds)
	indexed, count := result.Files, int64(max(len(rounds.Rounds), 1))
	run.Facts = of.facts(indexed, max(result.Found*count-indexed, 0), result.Chunks*count)
	if run.Unit == "" {
		run.Unit = "file"
	}
	return run
}

func (of Of) facts(indexed, skipped, chunks int64) []report.Fact {
	var generated any = of.Tree.Expected
	if of.Tree.Note != "" {
		generated = of.Tree.Note
	}
	facts := []report.Fact{
		{Name: "files generated", Value: generated},
		{Name: "files indexed", Value: indexed},
		{Name: "files skipped", Value: skipped},
		{Name: "chunks", Value: chunks},
		{Name: "scale", Value: of.Scale},
	}
	if of.Leak != "" {
		facts = append(facts, report.Fact{Name: "leak", Value: of.Leak})
	}
	return facts
}

// Verdict returns the verdict of a name. One that was not reached is inconclusive, and never passes.
func Verdict(run report.Run, name string) gmem.Verdict {
	at := slices.IndexFunc(run.Verdicts, func(v gmem.Verdict) bool { return v.Name == name })
	if at < 0 {
		return gmem.Verdict{Name: name, Inconclusive: true, Detail: "it was not judged"}
	}
	return run.Verdicts[at]
}

// Meters judges the meters of a child: it is inconclusive when one did not see what was made for it, or, where native
// memory is counted, when one is left out.
func Meters(results ...workload.Result) gmem.Verdict {
	verdict := gmem.Verdict{Name: gmem.VerdictMeters, OK: true, Unit: "dead meters", Detail: "each meter saw what was made for it"}
	var dead []gmem.LeftOut
	for _, result := range results {
		dead = append(dead, result.Rounds.Dead...)
		if result.Unmetered() == "" {
			dead = append(dead, result.Rounds.LeftOut...)
		}
	}
	if len(results) == 0 {
		verdict.OK, verdict.Inconclusive, verdict.Detail = false, true, "nothing was measured"
	}
	for i, meter := range dead {
		verdict.OK, verdict.Inconclusive, verdict.Value = false, true, float64(len(dead))
		if i == 0 {
			verdict.Detail = ""
		}
		verdict.Detail += fmt.Sprintf("%s: %s\n", meter.Name, meter.Reason)
	}
	return verdict
}

// Extent is how much a job did and the most memory that it took.
func Extent(result workload.Result) judge.Extent {
	return judge.Extent{Files: result.Files, Peak: result.Series().Peak()}
}
