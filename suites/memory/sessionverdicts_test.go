package memory_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// loudPeak is the moment of the highest sample under the allocators' default settings.
const loudPeak = "default peak"

func extentOfSession(report run.CyclesReport) gmem.Extent {
	return gmem.Extent{Files: report.Found, Peak: report.Series.Peak()}
}

// diagnosticsOfSession counts what was done to one index, which is no whole index in any cycle. Its last moment is the other
// child's.
func diagnosticsOfSession(tree run.Tree, report, loud run.CyclesReport) *diagnostics {
	d := diagnosticsOfCycles(tree, report)
	d.record.FilesSkipped, d.record.Chunks = 0, report.Chunks
	d.record.Parts = append(d.record.Parts, run.Moment{At: loudPeak, Ledger: loud.Peak})
	d.record.Steady = []gmem.SteadyOptions{steadyRSS(), steadySession()}
	return d
}

// diagnosisOfSession adds what a crossed budget points to.
func diagnosisOfSession(verdicts []gmem.Verdict, report, loud run.CyclesReport) string {
	diagnosis := diagnosisOfCycles(verdicts, report)
	if has(verdicts, gmem.VerdictBudget) {
		diagnosis += "\nat the peak, under default settings: " + gmem.Explain(loud.Baseline, loud.Peak, 0, 0)
	}
	return strings.TrimPrefix(diagnosis, "\n")
}

// verdictsOfSession judges the budget on the child under default settings, and everything else on the quiet one.
func verdictsOfSession(tree run.Tree, report, loud run.CyclesReport, perCycle int64) []gmem.Verdict {
	verdicts := []gmem.Verdict{
		gmem.JudgeCeiling(report.Series, options.Ceiling),
		gmem.JudgeBudget(extentOfSession(loud), options.Flatness.Budget),
		gmem.JudgeSteady(report.Cycles, steadyRSS()),
		gmem.JudgeHandles(report.HandlesWarm, report.HandlesEnd),
	}
	if report.Unmetered == "" {
		verdicts = append(verdicts, gmem.JudgeSteady(report.Cycles, steadySession()))
	}
	for _, counts := range countsOf(report) {
		verdicts = append(verdicts, gmem.JudgeCounts(counts, options.SteadyRSS.WarmUp))
	}
	return append(verdicts, judgeCanariesOfAll([]run.CyclesReport{report, loud}),
		judgeSessions(tree, report, loud, perCycle))
}

// judgeSessions does so for both children: the first of them whose figures don't add up tells.
func judgeSessions(tree run.Tree, report, loud run.CyclesReport, perCycle int64) gmem.Verdict {
	if verdict := judgeSession(tree, loud, perCycle*loudCycles); !verdict.OK {
		return verdict
	}
	return judgeSession(tree, report, perCycle*sessionCycles)
}

// judgeSession holds what the index ends with against the tree, and what was done against what was asked for.
func judgeSession(tree run.Tree, report run.CyclesReport, work int64) gmem.Verdict {
	stored := report.Stored
	verdict := gmem.JudgeNotVacuous(gmem.Accounting{
		Found: stored.Found, Indexed: stored.Files, Skipped: stored.Skipped, DistinctPaths: stored.DistinctPaths,
		Generated: tree.Expected, GeneratedKnown: true, Chunks: stored.Chunks,
		Samples: len(report.Series.Samples), MinSamples: leastSamples(report.Series),
	})
	var wrong []string
	if done := report.Judged(0); done != work {
		wrong = append(wrong, fmt.Sprintf("indexed or searched %d times, want %d", done, work))
	}
	if stored.Current != run.EditedFiles {
		wrong = append(wrong, fmt.Sprintf("the index holds %d of %d edited files as they are", stored.Current, run.EditedFiles))
	}
	if len(wrong) == 0 {
		return verdict
	}
	if !verdict.OK {
		wrong = append(wrong, verdict.Detail)
	}
	verdict.OK, verdict.Detail = false, strings.Join(wrong, "\n")
	verdict.Value = float64(strings.Count(verdict.Detail, "\n") + 1)
	return verdict
}

var _ = Describe("The figures of a session", func() {
	tree := run.Tree{Expected: 210, Counted: true}
	session := func() run.CyclesReport {
		return run.CyclesReport{
			Cycles: []gmem.Cycle{{Files: 128}, {Files: 128}}, Series: gmem.Series{Samples: make([]gmem.Sample, 20)},
			Stored: run.Stored{Found: 213, Skipped: 3, Files: 210, Chunks: 900, DistinctPaths: 210, Current: 10},
		}
	}

	It("add up when all of it was done and is stored", func() {
		Expect(judgeSession(tree, session(), 256)).To(HaveField("OK", true))
	})

	DescribeTable("don't add up", func(change func(*run.CyclesReport), value float64, detail string) {
		report := session()
		change(&report)
		Expect(judgeSession(tree, report, 256)).To(And(
			HaveField("OK", false), HaveField("Value", value), HaveField("Detail", ContainSubstring(detail))))
	},
		Entry("when a cycle is missing", func(r *run.CyclesReport) { r.Cycles = r.Cycles[:1] }, 1.0, "128 times, want 256"),
		Entry("when a cycle did less", func(r *run.CyclesReport) { r.Cycles[1].Files = 127 }, 1.0, "255 times, want 256"),
		Entry("when an edited file is stored as it was", func(r *run.CyclesReport) { r.Stored.Current = 9 }, 1.0, "9 of 10 edited files"),
		Entry("when the last walk found another number", func(r *run.CyclesReport) { r.Stored.Found = 214 }, 1.0, "found 214 files"),
		Entry("when the store counts less", func(r *run.CyclesReport) { r.Stored.Files = 209 }, 3.0, "generated 210 files, but indexed 209"),
		Entry("when a path is stored twice", func(r *run.CyclesReport) { r.Stored.DistinctPaths = 209 }, 1.0, "209 distinct paths"),
		Entry("when no chunk is stored", func(r *run.CyclesReport) { r.Stored.Chunks = 0 }, 1.0, "no chunks"),
		Entry("when it was stopped", func(r *run.CyclesReport) { r.Cycles, r.Stored = nil, run.Stored{} }, 5.0, "0 times, want 256"),
	)
})
