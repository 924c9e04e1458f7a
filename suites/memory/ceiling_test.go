package memory_test

import (
	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/workload"
)

// This is the specification's test: the literal 2.0 GB, in Ginkgo's own process, under the default allocator.
var _ = Describe("A full index", Serial, Label("slow", "memory"), func() {
	var (
		tree  workload.Tree
		index *workload.Index
	)

	BeforeEach(func(ctx SpecContext) {
		skipUnlessMeasurable()
		tree = sourceTree(ctx, options().scale)
		var err error
		index, err = workload.Prepare(ctx, setupFor(tree))
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func(ctx SpecContext, index *workload.Index) error { _, err := index.Finish(ctx); return err }, index)
	}, NodeTimeout(timeLimit(1)))

	It("keeps peak and final RSS below the ceiling", func(ctx SpecContext) {
		indexed := index.Start(ctx)
		Consistently(ctx, func() (gmem.Bytes, error) {
			if index.Ended() {
				return index.RSS(), StopTrying("indexed").Successfully()
			}
			return index.RSS(), nil
		}).Within(timeLimit(1)).ProbeEvery(options().SampleEvery).Should(BeNumerically("<", options().ceiling))
		Eventually(ctx, indexed).WithTimeout(timeLimit(1)).Should(BeClosed())

		figures, err := index.Finish(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(figures.Err).NotTo(HaveOccurred())
		Expect(figures.Series).To(gmem.StayBelow(options().ceiling))
		Expect(accounting(tree, figures).Verdict()).To(gmem.Hold())
	}, SpecTimeout(timeLimit(2)))

	ReportAfterEach(func(ctx SpecContext, spec SpecReport) {
		if spec.State.Is(types.SpecStateSkipped|types.SpecStatePending) || index == nil {
			return
		}
		figures, err := index.Finish(ctx)
		Expect(err).NotTo(HaveOccurred())
		of := ofSpec(tree)
		of.Spec = spec.FullText()
		keep(of.Indexed(figures, figures.Series.Below(options().ceiling), accounting(tree, figures).Verdict(), judge.Attributed(figures.Series.Parts)))
	})
})

// accounting holds what the run claims against what is known of the tree and found in the store. A real tree is held
// against the files found, since it holds files that are skipped.
func accounting(tree workload.Tree, figures *workload.Figures) judge.Accounting {
	status := figures.Status
	a := judge.Accounting{
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
