package memory_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

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

// judgeNotVacuousOfAll does so for one child of each tree: the first of them whose figures don't add up tells.
func judgeNotVacuousOfAll(trees []run.Tree, children []run.CyclesReport) (verdict gmem.Verdict) {
	for i, child := range children {
		if verdict = gmem.JudgeNotVacuous(cyclesAccounting(trees[i], child)); !verdict.OK {
			break
		}
	}
	return verdict
}

var _ = DescribeTable("The figures of several sizes add up only if those of each do", func(ok bool, indexed ...int64) {
	var trees []run.Tree
	var children []run.CyclesReport
	for _, files := range indexed {
		trees = append(trees, run.Tree{Expected: 200, Counted: true})
		children = append(children, run.CyclesReport{
			Cycles: []gmem.Cycle{{Files: files}}, Found: files, Chunks: 600, Series: gmem.Series{Samples: make([]gmem.Sample, 20)},
		})
	}
	Expect(judgeNotVacuousOfAll(trees, children).OK).To(Equal(ok))
},
	Entry("all do", true, int64(200), int64(200), int64(200)),
	Entry("the smallest doesn't", false, int64(199), int64(200), int64(200)),
	Entry("one between doesn't", false, int64(200), int64(199), int64(200)),
	Entry("the largest doesn't", false, int64(200), int64(200), int64(199)),
	Entry("there is none", false),
)
