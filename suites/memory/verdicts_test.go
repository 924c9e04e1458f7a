package memory_test

import (
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// verdictsOfCycles is every verdict over the cycles of one child, whichever spec asserts it.
func verdictsOfCycles(tree run.Tree, report run.CyclesReport) []gmem.Verdict {
	verdicts := []gmem.Verdict{
		gmem.JudgeCeiling(report.Series, options.Ceiling),
		gmem.JudgeSteady(report.Cycles, steadyRSS()),
		gmem.JudgeHandles(report.HandlesWarm, report.HandlesEnd),
	}
	if report.Unmetered == "" {
		verdicts = append(verdicts,
			gmem.JudgeSteady(liveCycles(report), steadyLive()),
			gmem.JudgeReleased("tree-sitter", report.TreeSitter))
	}
	for _, counts := range countsOf(report) {
		verdicts = append(verdicts, gmem.JudgeCounts(counts, options.SteadyRSS.WarmUp))
	}
	return append(verdicts, judgeCanaries(report.Canaries), gmem.JudgeNotVacuous(cyclesAccounting(tree, report)))
}

// cyclesAccounting holds each cycle against the first one, and that against the tree.
func cyclesAccounting(tree run.Tree, report run.CyclesReport) gmem.Accounting {
	a := gmem.Accounting{Chunks: report.Chunks, Samples: len(report.Series.Samples), MinSamples: leastSamples(report.Series)}
	if len(report.Cycles) == 0 {
		return a
	}
	a.Indexed = report.Cycles[0].Files
	for _, cycle := range report.Cycles {
		if cycle.Files != a.Indexed {
			a.Indexed = cycle.Files
			break
		}
	}
	a.DistinctPaths = report.Cycles[0].Files
	a.Found, a.Skipped = report.Found, report.Found-report.Cycles[0].Files
	if tree.Counted && !tree.Real {
		a.Generated, a.GeneratedKnown = tree.Expected, true
	}
	return a
}
