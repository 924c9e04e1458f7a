package memory_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/synth"
	"github.com/embecode/embecode/suites/memory/run"
)

// sessionCycles are those of indexes, or of updates or searches, run.PerCycle in each: 1,024 in all.
const sessionCycles = 8

// loudCycles are those that the budget is judged on, beside the others, under the allocators' default settings.
const loudCycles = 1

// One index stays open from the first cycle to the last, in a child process that has nothing else in its memory.
var (
	_ = Describe("Indexing a tree again and again into the same index", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
		promiseSteadySession(run.Rebuilds, run.KindRebuilds, func(tree run.Tree) int64 { return tree.Expected })
	})

	_ = Describe("Updating an index a thousand times", Ordered, ContinueOnFailure, Label("slow", "memory", "update"), func() {
		// Every other update adds a file beside the edited one.
		promiseSteadySession(run.Updates, run.KindUpdates, func(run.Tree) int64 { return run.PerCycle * 3 / 2 })
	})

	_ = Describe("Searching an index a thousand times", Ordered, ContinueOnFailure, Label("slow", "memory", "search"), func() {
		promiseSteadySession(run.Searches, run.KindSearches, func(run.Tree) int64 { return run.PerCycle })
	})
)

// promiseSteadySession holds a task's cycles to the promises of the steady state. Each has to do so much work on the tree.
func promiseSteadySession(task run.Task, kind string, work func(run.Tree) int64) {
	var (
		perCycle     int64
		report, loud run.CyclesReport // of the quiet allocators, and of those that users have
		shown        *diagnostics
	)

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		if options.tree != "" {
			Skip("a real tree is not edited: leave -tree out for updates and searches")
		}
		tree := editableTree(ctx)
		perCycle = work(tree)
		from := originOf(tree, kind, settingsOfSession())
		job := run.Job{Setup: setupFor(tree, "session.duckdb"), Task: task, Cycles: sessionCycles, WarmUp: options.SteadyRSS.WarmUp}
		job.Setup.Random = true // zeros have no direction to search in
		report = inChild(ctx, tree, job)
		job.Cycles, job.Loud = loudCycles, true
		job.Setup.Tree = editableTree(ctx).Root
		loud = inChild(ctx, tree, job)
		shown = diagnosticsOfSession(tree, report, loud)
		shown.record.Origin = from
		verdicts := verdictsOfSession(tree, report, loud, perCycle)
		shown.judged(verdicts, diagnosisOfSession(verdicts, report, loud))
		shown.keep()
	}, NodeTimeout(timeLimit(sessionCycles+loudCycles)))

	It("does all of it, and finds what it looks for", func() {
		Expect(report.Stopped).To(BeEmpty())
		Expect(loud.Stopped).To(BeEmpty())
		Expect(report.Cycles).To(HaveLen(sessionCycles))
		Expect(report.Cycles).To(HaveEach(HaveField("Files", perCycle)))
		Expect(shown.record.Verdicts).To(ContainElement(And(HaveField("Name", gmem.VerdictNotVacuous), HaveField("OK", true))))
	})

	It("sees a canary in every meter", func() {
		verdict := judgeCanariesOfAll([]run.CyclesReport{report, loud})
		Expect(verdict.OK).To(BeTrue(), "%s", wrap(verdict.Detail))
	})

	It("keeps to the indexer's memory budget", func() {
		Expect(loud.Quiet).To(BeFalse(), "it is what users have that counts")
		Expect(extentOfSession(loud)).To(gmem.KeepToBudget(options.Flatness.Budget))
	})

	It("holds resident memory steady", func() {
		Expect(report.Cycles).To(gmem.HoldSteady(steadyRSS()), "%s", wrap(shown.record.Diagnosis))
	})

	It("holds live bytes steady", func() {
		needsMeters(report)
		Expect(report.Cycles).To(gmem.HoldSteady(steadySession()), "%s", wrap(shown.record.Diagnosis))
	})

	It("closes every handle that it opens", func() {
		Expect(report.HandlesEnd).To(gmem.CloseAllSince(report.HandlesWarm))
	})

	It("piles up neither threads nor mappings", func() {
		for _, counts := range countsOf(report) {
			Expect(counts).To(gmem.NotPileUp(options.SteadyRSS.WarmUp))
		}
	})

	ReportAfterEach(func(SpecReport) { printDiagnostics(shown) })
}

// editableTree is a generated tree of the spec's own, which its child may write to.
func editableTree(ctx SpecContext) run.Tree {
	GinkgoHelper()
	root := filepath.Join(GinkgoT().TempDir(), "tree")
	summary, err := run.GenerateAt(ctx, root, synth.Options{Seed: options.Tree.Seed, Scale: options.Tree.LeakScale})
	Expect(err).NotTo(HaveOccurred())
	return run.Tree{Root: root, Expected: int64(summary.Files) + run.EditedFiles, Counted: true}
}

// settingsOfSession are those of updates or searches in a child.
func settingsOfSession() run.Settings {
	settings := settingsOfCycles(sessionCycles)
	settings.RandomVectors = true
	return settings
}

// steadySession is the steady state of live bytes, per file indexed or search made.
func steadySession() gmem.SteadyOptions {
	return gmem.SteadyOptions{Method: gmem.ByLive, WarmUp: options.SteadyRSS.WarmUp, Threshold: options.SteadyLive.Threshold}
}
