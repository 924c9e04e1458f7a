package memory_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/record"
	"github.com/embecode/embecode/suites/memory/workload"
)

// One index in a child process that has nothing else in its memory, under the allocators' default settings.
var _ = Describe("Indexing what is hostile to memory", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
	var (
		run    report.Run
		result workload.Result
		tree   workload.Tree
	)

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		needsGenerated()
		var err error
		tree, err = workload.HostileTree(ctx, filepath.Join(GinkgoT().TempDir(), "tree"), options().Tree.Seed)
		Expect(err).NotTo(HaveOccurred())
		job := workload.Job{Setup: setupFor(tree), Task: workload.Refused, Default: true}
		job.Setup.Random = true
		result = inChild(ctx, job)
		run = ofSpec(tree).Done(result,
			result.Series().Below(options().ceiling), budget("hostile tree", result.Series()),
			judge.Released(result.TreeSitter()), record.Meters(result), roundsAccounting(tree, result))
		keep(run)
	}, NodeTimeout(timeLimit(10)))

	It("indexes what can be indexed, and counts the rest", func() {
		Expect(result.Rounds.Stopped).To(BeEmpty())
		Expect(result.Files).To(Equal(tree.Expected))
		Expect(result.Found - result.Files).To(BeEquivalentTo(15)) // three files and an ignore file too large, one no text, a path too long, nine indexes unreadable
		Expect(record.Verdict(run, judge.VerdictAccounting)).To(gmem.Hold())
	})

	It("measures with meters that see what is made for them", func() {
		Expect(record.Verdict(run, gmem.VerdictMeters)).To(gmem.Hold())
	})

	It("keeps to the indexer's memory budget", func() { Expect(record.Verdict(run, judge.VerdictBudget)).To(gmem.Hold()) })

	It("releases every syntax tree", func() {
		needsMeters(result)
		Expect(record.Verdict(run, judge.VerdictReleased)).To(gmem.Hold())
	})
})
