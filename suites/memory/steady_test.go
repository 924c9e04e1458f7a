package memory_test

import (
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// All these promises are judged on the same cycles, in a child process that has nothing else in its memory.
var _ = Describe("Indexing the same tree again and again", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
	var (
		report run.CyclesReport
		shown  *diagnostics
	)

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		tree := sourceTree(ctx, options.scale)
		from := originOf(tree, run.KindCycles, settingsOfCycles(options.SteadyRSS.Cycles))
		report = runCycles(ctx, tree, setupFor(tree, "cycle.duckdb"), options.SteadyRSS.Cycles)
		shown = diagnosticsOfCycles(tree, report)
		shown.record.Origin = from
		verdicts := verdictsOfCycles(tree, report)
		shown.judged(verdicts, diagnosisOfCycles(verdicts, report))
		shown.keep()
	}, NodeTimeout(timeLimit(options.SteadyRSS.Cycles+1)))

	It("stays below the ceiling to its end, and indexes every file each time", func() {
		Expect(report.Series).To(gmem.StayBelow(options.Ceiling), "%s", report.Stopped)
		Expect(report.Stopped).To(BeEmpty())
		Expect(shown.record.Verdicts).To(ContainElement(And(HaveField("Name", gmem.VerdictNotVacuous), HaveField("OK", true))))
	})

	It("sees a canary in every meter", func() {
		verdict := judgeCanaries(report.Canaries)
		Expect(verdict.OK).To(BeTrue(), "%s", wrap(verdict.Detail))
	})

	It("holds resident memory steady", func() {
		Expect(report.Cycles).To(gmem.HoldSteady(steadyRSS()))
	})

	It("holds live bytes steady", func() {
		needsMeters(report)
		Expect(liveCycles(report)).To(gmem.HoldSteady(steadyLive()), "%s", wrap(shown.record.Diagnosis))
	})

	It("closes every handle that it opens", func() {
		Expect(report.HandlesEnd).To(gmem.CloseAllSince(report.HandlesWarm))
	})

	It("releases every syntax tree without waiting for the garbage collector", func() {
		needsMeters(report)
		verdict := gmem.JudgeReleased("tree-sitter", report.TreeSitter)
		Expect(verdict.OK).To(BeTrue(), "%s", wrap(verdict.Detail))
	})

	It("piles up neither threads nor mappings", func() {
		for _, counts := range countsOf(report) {
			Expect(counts).To(gmem.NotPileUp(options.SteadyRSS.WarmUp))
		}
	})

	It("knows what resident memory is made of", func() {
		needsMeters(report)
		expectAttributed(append(slices.Clone(shown.record.Parts), run.Moment{At: "peak", Ledger: report.Peak}))
	})

	ReportAfterEach(func(SpecReport) { printDiagnostics(shown) })
})

// needsMeters leaves a promise about exact figures out where they can't be had; resident memory still stands guard.
func needsMeters(report run.CyclesReport) {
	GinkgoHelper()
	if report.Unmetered != "" {
		Skip(unmeteredText(report.Unmetered))
	}
}

func unmeteredText(why string) string { return "judged by resident memory alone: " + why }

// runCycles indexes the tree again and again in a child.
func runCycles(ctx SpecContext, tree run.Tree, setup run.Setup, cycles int) run.CyclesReport {
	GinkgoHelper()
	return inChild(ctx, tree, run.Job{
		Setup: setup, Cycles: cycles, WarmUp: options.SteadyRSS.WarmUp, Survivors: *flagSites,
	})
}

// inChild has this test binary do a job over the tree in a process of its own.
func inChild(ctx SpecContext, tree run.Tree, job run.Job) run.CyclesReport {
	GinkgoHelper()
	shown := showProgress(tree, job.Cycles)
	defer shown.end()
	job.Setup.Show = shown.note
	report, err := run.InChild(ctx, childProgram(), childArguments, GinkgoT().TempDir(), job)
	Expect(err).NotTo(HaveOccurred())
	return report
}

// childArguments start this test binary as a child that does one job, whose path follows.
var childArguments = []string{"-test.run=^TestMemory$", "-test.timeout=0", "-child"}

func steadyRSS() gmem.SteadyOptions {
	steady := options.SteadyRSS
	return gmem.SteadyOptions{
		Method: gmem.ByRSS, WarmUp: steady.WarmUp, Threshold: steady.Threshold, Confidence: steady.Confidence,
	}
}

// liveCycles are the cycles that live bytes are judged on: they need fewer than resident memory does.
func liveCycles(report run.CyclesReport) []gmem.Cycle {
	return report.Cycles[:min(options.SteadyLive.Cycles, len(report.Cycles))]
}

func steadyLive() gmem.SteadyOptions {
	steady := options.SteadyLive
	return gmem.SteadyOptions{Method: gmem.ByLive, WarmUp: steady.WarmUp, Threshold: steady.Threshold}
}

// Threads come and go with the Go runtime, and allocators map memory as they see fit: up to these per cycle is no trend.
const (
	threadSlack  = 1
	mappingSlack = 8
)

func countsOf(report run.CyclesReport) []gmem.Counts {
	return []gmem.Counts{
		{What: "threads", Ends: report.Threads, Slack: threadSlack},
		{What: "mappings", Ends: report.Mappings, Slack: mappingSlack},
	}
}
