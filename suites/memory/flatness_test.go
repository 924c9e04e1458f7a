package memory_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

const oneSizeText = "a real tree has one size: without -tree a generated one is compared with a larger one"

// readingsWithin is how many readings of what is alive are taken within the run of the larger tree.
const readingsWithin = 40

// Each tree is indexed once, in a child process that has nothing else in its memory, with vectors that don't compress and
// under the allocators' default settings: as it would be for a user.
var _ = Describe("Indexing a tree many times larger", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
	var (
		small, large run.CyclesReport
		all          []run.CyclesReport
		shown        *diagnostics
	)

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		if options.tree != "" {
			Skip(oneSizeText)
		}
		var trees []run.Tree
		for _, scale := range comparedScales() {
			trees = append(trees, sourceTree(ctx, scale))
		}
		tree := trees[len(trees)-1]
		from := originOf(tree, run.KindSizes, settingsOfSizes())
		for _, each := range trees {
			all = append(all, indexOnce(ctx, each))
		}
		small, large = all[0], all[len(all)-1]
		shown = diagnosticsOfSizes(tree, small, large)
		shown.record.Origin = from
		shown.judged(verdictsOfSizes(trees, all), diagnosisOfSizes(small, large))
		shown.keep()
	}, NodeTimeout(timeLimit(1+int(options.Flatness.Scale))))

	It("stays below the ceiling to its end, and indexes every file", func() {
		for _, report := range all {
			Expect(report.Series).To(gmem.StayBelow(options.Ceiling), "%s", report.Stopped)
			Expect(report.Stopped).To(BeEmpty())
		}
		Expect(shown.record.Verdicts).To(ContainElement(And(HaveField("Name", gmem.VerdictNotVacuous), HaveField("OK", true))))
	})

	It("keeps to the indexer's memory budget, whatever the size", func() {
		for _, report := range all {
			Expect(extentOf(report)).To(gmem.KeepToBudget(options.Flatness.Budget))
		}
	})

	if flatnessAsked() {
		It("peaks hardly any higher than the small tree does", func() {
			Expect(extentOf(large)).To(gmem.BeFlatAgainst(extentOf(small), options.Flatness.Factor), "%s", wrap(shown.record.Diagnosis))
		})
	}

	It("keeps nothing for each file until its end", func() {
		needsMeters(large)
		Expect(large.Points).To(gmem.HoldSteadyWithin(withinRun()))
	})

	It("sees a canary in every meter", func() {
		verdict := judgeCanariesOfAll(all)
		Expect(verdict.OK).To(BeTrue(), "%s", wrap(verdict.Detail))
	})

	ReportAfterEach(func(SpecReport) { printDiagnostics(shown) })
})

// flatnessAsked reports whether the factor is judged: from the settings' tree on. A smaller one doesn't fill the buffers, whose
// bound is the promise, and a bounded index then peaks up to 1.35 times as high on a tree ten times larger.
func flatnessAsked() bool { return options.scale >= options.Tree.Scale }

// comparedScales are the trees' sizes, the smallest first. A larger tree than the settings' is compared with that, by way of
// those in between.
func comparedScales() []float64 {
	small, factor := options.Tree.Scale, options.Flatness.Scale
	if options.scale <= small {
		return []float64{options.scale, options.scale * factor}
	}
	scales := []float64{small}
	for next := small * factor; next < options.scale; next *= factor {
		scales = append(scales, next)
	}
	return append(scales, options.scale)
}

// indexOnce indexes a generated tree once in a child.
func indexOnce(ctx SpecContext, tree run.Tree) run.CyclesReport {
	GinkgoHelper()
	setup := setupFor(tree, "size.duckdb")
	setup.FollowEvery = max(tree.Expected/readingsWithin, 1)
	setup.Random = true
	return inChild(ctx, tree, run.Job{Setup: setup, Cycles: 1, WarmUp: options.SteadyRSS.WarmUp, Loud: true})
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
	if !flatnessAsked() {
		d.notAsked = fmt.Sprintf("%s: not asked below -scale=%g: so small a tree doesn't fill the buffers", gmem.VerdictFlatness, options.Tree.Scale)
	}
	return d
}

func verdictsOfSizes(trees []run.Tree, all []run.CyclesReport) []gmem.Verdict {
	small, large := all[0], all[len(all)-1]
	highest := slices.MaxFunc(all, func(a, b run.CyclesReport) int { return cmp.Compare(a.Series.Peak(), b.Series.Peak()) })
	verdicts := []gmem.Verdict{
		gmem.JudgeCeiling(highest.Series, options.Ceiling),
		gmem.JudgeBudget(extentOf(highest), options.Flatness.Budget),
	}
	if flatnessAsked() {
		verdicts = append(verdicts, gmem.JudgeFlatness(extentOf(small), extentOf(large), options.Flatness.Factor))
	}
	if large.Unmetered == "" {
		verdicts = append(verdicts, gmem.JudgeWithinRun(large.Points, withinRun()))
	}
	return append(verdicts, judgeCanariesOfAll(all), judgeNotVacuousOfAll(trees, all))
}

var _ = DescribeTable("Flatness is asked from the scale of the settings on:", func(scale float64, asked bool) {
	earlier := options
	DeferCleanup(func() { options = earlier })
	options.scale, options.Tree.Scale = scale, 1
	children := []run.CyclesReport{{}, {}}
	var names []string
	for _, verdict := range verdictsOfSizes([]run.Tree{{}, {}}, children) {
		names = append(names, verdict.Name)
	}
	Expect(slices.Contains(names, gmem.VerdictFlatness)).To(Equal(asked))
	Expect(diagnosticsOfSizes(run.Tree{}, children[0], children[1]).String()).To(
		WithTransform(func(text string) bool { return strings.Contains(text, "flatness: not asked below -scale=1") }, Equal(!asked)))
},
	Entry("below it the buffers don't fill", 0.3, false),
	Entry("the tree of the settings", 1.0, true),
	Entry("a larger one", 100.0, true),
)
