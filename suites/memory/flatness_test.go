package memory_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

const oneSizeText = "a real tree has one size: without -tree a generated one is compared with a larger one"

// readingsWithin is how many readings of what is alive are taken within the run of the larger tree.
const readingsWithin = 40

// Each tree is indexed once, in a child process that has nothing else in its memory.
var _ = Describe("Indexing a tree many times larger", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
	var (
		small, large run.CyclesReport
		shown        *diagnostics
	)

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		if options.tree != "" {
			Skip(oneSizeText)
		}
		tree := sourceTree(ctx, options.scale*options.Flatness.Scale)
		from := originOf(tree, run.KindSizes, settingsOfSizes())
		small = indexOnce(ctx, sourceTree(ctx, options.scale))
		large = indexOnce(ctx, tree)
		shown = diagnosticsOfSizes(tree, small, large)
		shown.record.Origin = from
		shown.judged(verdictsOfSizes(tree, small, large), diagnosisOfSizes(small, large))
		shown.keep()
	}, NodeTimeout(timeLimit(1+int(options.Flatness.Scale))))

	It("stays below the ceiling to its end, and indexes every file", func() {
		Expect(large.Series).To(gmem.StayBelow(options.Ceiling), large.Stopped)
		Expect(small.Stopped + large.Stopped).To(BeEmpty())
		Expect(shown.record.Verdicts).To(ContainElement(And(HaveField("Name", gmem.VerdictNotVacuous), HaveField("OK", true))))
	})

	It("peaks hardly any higher than the small tree does", func() {
		Expect(extentOf(large)).To(gmem.BeFlatAgainst(extentOf(small), options.Flatness.Factor), shown.record.Diagnosis)
	})

	It("keeps nothing for each file until its end", func() {
		needsMeters(large)
		Expect(large.Points).To(gmem.HoldSteadyWithin(withinRun()))
	})

	ReportAfterEach(func(SpecReport) { printDiagnostics(shown) })
})

// indexOnce indexes a generated tree once in a child.
func indexOnce(ctx SpecContext, tree run.Tree) run.CyclesReport {
	GinkgoHelper()
	setup := setupFor(tree, "size.duckdb")
	setup.FollowEvery = max(tree.Expected/readingsWithin, 1)
	return runCycles(ctx, tree, setup, 1)
}

func withinRun() gmem.WithinOptions { return gmem.WithinOptions(options.WithinRun) }

func extentOf(report run.CyclesReport) gmem.Extent {
	return gmem.Extent{Files: report.Judged(0), Peak: report.Series.Peak()}
}

func diagnosticsOfSizes(tree run.Tree, small, large run.CyclesReport) *diagnostics {
	d := diagnosticsOfCycles(tree, large)
	d.record.Cycles, d.record.Steady, d.record.Points = nil, nil, large.Points
	d.record.Parts = []run.Moment{
		{At: "small peak", Ledger: small.Peak}, {At: "large peak", Ledger: large.Peak}, {At: "end", Ledger: large.End},
	}
	d.explained = grewMost(small.Peak, large.Peak)
	return d
}

func verdictsOfSizes(tree run.Tree, small, large run.CyclesReport) []gmem.Verdict {
	verdicts := []gmem.Verdict{
		gmem.JudgeCeiling(large.Series, options.Ceiling),
		gmem.JudgeFlatness(extentOf(small), extentOf(large), options.Flatness.Factor),
	}
	if large.Unmetered == "" {
		verdicts = append(verdicts, gmem.JudgeWithinRun(large.Points, withinRun()))
	}
	return append(verdicts, gmem.JudgeNotVacuous(cyclesAccounting(tree, large)))
}
