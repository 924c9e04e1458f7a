package record

import (
	"fmt"
	"io"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/judge"
)

// gravest are the verdicts in the order in which they tell most about a leak.
var gravest = []string{
	gmem.VerdictLive, gmem.VerdictVariables, judge.VerdictWithinRun, gmem.VerdictResident, gmem.VerdictHandles, judge.VerdictReleased,
	gmem.VerdictReleased, gmem.VerdictCounts, judge.VerdictDisk, judge.VerdictOrphans, judge.VerdictFlatness,
	judge.VerdictBounds, judge.VerdictBudget, gmem.VerdictCeiling,
}

// Outcome returns what all runs come to, in a few words: the fault of the gravest verdict that has failed, "inconclusive",
// or "clean".
func Outcome(runs []report.Run) string {
	if _, verdict, found := worst(runs); found {
		return string(verdict.Fault)
	}
	for _, run := range runs {
		if gmem.OutcomeOf(run.Verdicts) != gmem.Passed {
			return "inconclusive"
		}
	}
	return "clean"
}

// worst is the gravest verdict over memory that has failed, and its run.
func worst(runs []report.Run) (run report.Run, verdict gmem.Verdict, found bool) {
	for _, name := range gravest {
		for _, run := range runs {
			for _, verdict := range run.Verdicts {
				if verdict.Name == name && verdict.Fault != "" {
					return run, verdict, true
				}
			}
		}
	}
	return report.Run{}, gmem.Verdict{}, false
}

// Ending returns the last lines of a log: what somebody needs to know first who sees nothing else.
func Ending(runs []report.Run, figures string) string {
	ending := "verdict: " + Outcome(runs) + "\n"
	if run, verdict, found := worst(runs); found {
		ending += "of: " + run.Spec + "\n" + verdict.Name + ": " + verdict.Text() + "\n"
	}
	return ending + "figures: " + figures
}

// WriteSummary writes every verdict in Markdown, with a sparkline for each run.
func WriteSummary(to io.Writer, runs []report.Run) error {
	for _, run := range runs {
		if _, err := fmt.Fprintf(to, "### %s\n\n%s, peak %s `%s`\n\n", run.Spec, gmem.OutcomeOf(run.Verdicts), run.PeakBytes.Short(),
			gmem.Sparkline(run.Series)); err != nil {
			return err
		}
		for _, verdict := range run.Verdicts {
			if _, err := fmt.Fprintf(to, "- %s\n", verdict); err != nil {
				return err
			}
		}
	}
	return nil
}
