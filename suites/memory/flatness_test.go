package memory_test

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/record"
	"github.com/embecode/embecode/suites/memory/workload"
)

// Each tree is indexed once, in a child process that has nothing else in its memory, with vectors that don't compress and
// under the allocators' default settings: as it would be for a user.
var _ = Describe("Indexing a tree many times larger", Ordered, ContinueOnFailure, Label("slow", "sizes"), func() {
	var (
		runs  []report.Run // of each size, the smallest first
		large workload.Result
	)

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		needsGenerated()
		var small workload.Result
		for i, scale := range comparedScales() {
			tree := sourceTree(ctx, scale)
			large = indexOnce(ctx, tree)
			if i == 0 {
				small = large
			}
			verdicts := []gmem.Verdict{
				large.Series().Below(options().ceiling), budget(filesOf("index", tree), large.Series()),
				record.Meters(large), roundsAccounting(tree, large),
			}
			if i > 0 && flatnessAsked() {
				verdicts = append(verdicts, flat(filesOf("against the smallest", tree), small, large))
			}
			of := ofSpec(tree)
			of.Scale = scale
			run := of.Done(large, verdicts...)
			runs = append(runs, run)
			keep(run)
		}
	}, NodeTimeout(timeLimit(30)))

	each := func(name string) (verdicts []gmem.Verdict) {
		for _, run := range runs {
			verdicts = append(verdicts, record.Verdict(run, name))
		}
		return verdicts
	}
	last := func(name string) gmem.Verdict { return record.Verdict(runs[len(runs)-1], name) }

	It("stays below the ceiling to its end, and indexes every file", func() {
		Expect(each(gmem.VerdictCeiling)).To(HaveEach(gmem.Hold()))
		Expect(each(judge.VerdictAccounting)).To(HaveEach(gmem.Hold()))
		Expect(large.Rounds.Stopped).To(BeEmpty())
	})

	It("measures with meters that see what is made for them", func() {
		Expect(each(gmem.VerdictMeters)).To(HaveEach(gmem.Hold()))
	})

	It("keeps to the indexer's memory budget, whatever the size", func() {
		for _, verdict := range each(judge.VerdictBudget) {
			Expect(verdict).To(gmem.Hold())
		}
	})

	if flatnessAsked() {
		It("peaks hardly any higher than the small tree does", func() { Expect(last(judge.VerdictFlatness)).To(gmem.Hold()) })
	}
})

// flatnessAsked reports whether the factor is judged: from the settings' tree on. A smaller one doesn't fill the buffers, and
// a bounded index then peaks up to 1.35 times as high on a tree ten times larger.
func flatnessAsked() bool { return options().scale >= options().Tree.Scale }

// comparedScales are the trees' sizes, the smallest first. A larger tree than the settings' is compared with that, by way of
// those in between.
func comparedScales() []float64 {
	small, factor := options().Tree.Scale, options().Flatness.Scale
	if options().scale <= small {
		return []float64{options().scale, options().scale * factor}
	}
	scales := []float64{small}
	for next := small * factor; next < options().scale; next *= factor {
		scales = append(scales, next)
	}
	return append(scales, options().scale)
}

// indexOnce indexes a generated tree once in a child.
func indexOnce(ctx SpecContext, tree workload.Tree) workload.Result {
	GinkgoHelper()
	job := workload.Job{Setup: setupFor(tree), Default: true}
	job.Setup.Random = true
	return inChild(ctx, job)
}

// flat compares the peaks, with what rose between them as evidence.
func flat(kind string, small, large workload.Result) gmem.Verdict {
	GinkgoHelper()
	verdict := judge.Flat(record.Extent(small), record.Extent(large), options().Flatness.Factor)
	before, _ := small.Series().Parts.At("peak")
	after, _ := large.Series().Parts.At("peak")
	if !verdict.OK {
		verdict.Evidence = after.GrownSince(before, large.Files-small.Files)
	}
	return placed(verdict, record.KindOf(kind, before, after))
}

// filesOf names a kind of run by the size of its tree.
func filesOf(what string, tree workload.Tree) string {
	return fmt.Sprintf("%s, %d files", what, tree.Expected)
}
