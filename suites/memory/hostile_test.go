package memory_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// One index in a child process that has nothing else in its memory, under the allocators' default settings.
var _ = Describe("Indexing what is hostile to memory", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
	var (
		report run.CyclesReport
		tree   run.Tree
		shown  *diagnostics
	)

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		if options.tree != "" {
			Skip("this tree is made for the purpose: leave -tree out")
		}
		var err error
		tree, err = run.HostileTree(ctx, filepath.Join(GinkgoT().TempDir(), "tree"), options.Tree.Seed)
		Expect(err).NotTo(HaveOccurred())
		from := originOf(tree, run.KindHostile, settingsOfSizes())
		setup := setupFor(tree, "hostile.duckdb")
		setup.Random = true
		report = inChild(ctx, tree, run.Job{Setup: setup, Cycles: 1, WarmUp: options.SteadyRSS.WarmUp, Loud: true})
		shown = diagnosticsOfCycles(tree, report)
		shown.record.Origin = from
		shown.record.Cycles, shown.record.Steady = nil, nil
		shown.record.Parts = []run.Moment{
			{At: "baseline", Ledger: report.Baseline}, {At: "peak", Ledger: report.Peak}, {At: "end", Ledger: report.End},
		}
		shown.explained = grewMost(report.Baseline, report.Peak)
		shown.judged([]gmem.Verdict{
			gmem.JudgeCeiling(report.Series, options.Ceiling),
			gmem.JudgeBudget(extentOf(report), options.Flatness.Budget),
			gmem.JudgeReleased("tree-sitter", report.TreeSitter),
			judgeCanaries(report.Canaries),
			gmem.JudgeNotVacuous(cyclesAccounting(tree, report)),
		}, "at the peak: "+gmem.Explain(report.Baseline, report.Peak, 0, 0))
		shown.keep()
	}, NodeTimeout(timeLimit(10)))

	It("indexes what can be indexed, and counts the rest", func() {
		Expect(report.Stopped).To(BeEmpty())
		Expect(report.Judged(0)).To(Equal(tree.Expected))
		Expect(report.Found - report.Judged(0)).To(BeEquivalentTo(3)) // two too large, one no text
		Expect(shown.record.Verdicts).To(ContainElement(And(HaveField("Name", gmem.VerdictNotVacuous), HaveField("OK", true))))
	})

	It("sees a canary in every meter", func() {
		verdict := judgeCanaries(report.Canaries)
		Expect(verdict.OK).To(BeTrue(), "%s", wrap(verdict.Detail))
	})

	It("keeps to the indexer's memory budget", func() {
		Expect(extentOf(report)).To(gmem.KeepToBudget(options.Flatness.Budget))
	})

	It("releases every syntax tree", func() {
		needsMeters(report)
		verdict := gmem.JudgeReleased("tree-sitter", report.TreeSitter)
		Expect(verdict.OK).To(BeTrue(), "%s", wrap(verdict.Detail))
	})

	ReportAfterEach(func(SpecReport) { printDiagnostics(shown) })
})
