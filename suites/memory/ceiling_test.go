package memory_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/memory/run"
)

// This is the specification's test: the literal 2.0 GB, in Ginkgo's own process, under the default allocator.
var _ = Describe("A full index", Serial, Label("slow", "memory"), func() {
	var (
		tree  run.Tree
		from  run.Origin
		index *run.FullIndex
		shown *diagnostics
	)

	BeforeEach(func(ctx SpecContext) {
		skipUnlessMeasurable()
		tree, shown = sourceTree(ctx, options.scale), nil
		from = originOf(tree, run.KindFullIndex, settingsOfIndex())
		var err error
		setup := setupFor(tree, "index.duckdb")
		progress := showProgress(tree, 1)
		DeferCleanup(progress.end)
		setup.Show = progress.note
		index, err = run.Prepare(ctx, setup)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func(ctx SpecContext) { _, err := index.Finish(ctx); Expect(err).NotTo(HaveOccurred()) })
	}, NodeTimeout(generateLimit()))

	AfterEach(func(ctx SpecContext) {
		figures, err := index.Finish(ctx)
		shown = diagnosticsOf(tree, figures)
		shown.record.Origin = from
		shown.judged([]gmem.Verdict{
			gmem.JudgeCeiling(figures.Series, options.Ceiling), gmem.JudgeNotVacuous(accounting(tree, figures)),
		}, gmem.Explain(figures.Ledgers.Baseline, figures.Ledgers.Peak, figures.Status.Indexed, shown.record.Chunks))
		Expect(err).NotTo(HaveOccurred())
		shown.keep()
	})

	It("keeps peak and final RSS below the ceiling", func(ctx SpecContext) {
		done, err := index.Start(ctx)
		Expect(err).NotTo(HaveOccurred())

		Consistently(ctx, func() (gmem.Bytes, error) {
			if index.Ended() {
				return index.RSS(), StopTrying("indexed").Successfully()
			}
			return index.RSS(), nil
		}).Within(timeLimit(1)).ProbeEvery(options.SampleEvery).Should(gmem.BeBelow(options.Ceiling))
		Eventually(ctx, done).WithTimeout(timeLimit(1)).Should(BeClosed())

		figures, err := index.Finish(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(figures.Series).To(gmem.StayBelow(options.Ceiling))
		Expect(figures.Err).NotTo(HaveOccurred())
		Expect(accounting(tree, figures)).To(gmem.AddUp())
		expectAttributed(diagnosticsOf(tree, figures).record.Parts)
	}, SpecTimeout(timeLimit(2)))

	ReportAfterEach(func(SpecReport) { printDiagnostics(shown) })
})

// accounting holds what the run claims against what is known of the tree and found in the store. A real tree is held
// against the files found, since it holds files that are skipped.
func accounting(tree run.Tree, figures *run.Figures) gmem.Accounting {
	status := figures.Status
	a := gmem.Accounting{
		Found: status.Found, Indexed: status.Indexed, Skipped: status.TotalSkipped(),
		DistinctPaths: figures.DistinctPaths, Chunks: figures.Stats.Chunks,
		Samples: len(figures.Series.Samples), MinSamples: leastSamples(figures.Series),
	}
	if tree.Counted {
		a.Generated, a.GeneratedKnown = tree.Expected, true
		if tree.Real {
			// Independently found, less what was skipped with a reason. Git finds nothing that is excluded by default.
			a.Generated -= status.Found - status.Indexed - status.Skipped[store.SkipDefaultExclude]
		}
	}
	return a
}
