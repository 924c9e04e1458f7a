package memory_test

import (
	"os"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

var _ = Describe("Indexing the same tree again and again", Label("slow", "memory"), func() {
	var (
		tree  run.Tree
		shown *diagnostics
	)

	BeforeEach(func(ctx SpecContext) {
		skipUnlessMeasurable()
		tree, shown = sourceTree(ctx, options.scale), nil
	}, NodeTimeout(generateLimit()))

	It("holds resident memory steady from cycle to cycle", func(ctx SpecContext) {
		binary, err := os.Executable()
		Expect(err).NotTo(HaveOccurred())
		steady := options.SteadyRSS
		job := run.Job{Setup: setupFor(tree, "cycle.duckdb"), Cycles: steady.Cycles}
		report, err := run.InChild(ctx, binary, childArguments, GinkgoT().TempDir(), job)
		Expect(err).NotTo(HaveOccurred())
		shown = diagnosticsOfCycles(tree, report)
		shown.keep()

		Expect(report.Series).To(gmem.StayBelow(options.Ceiling), report.Stopped)
		Expect(report.Stopped).To(BeEmpty())
		Expect(report.Cycles).To(gmem.HoldSteady(gmem.SteadyOptions{
			Method: gmem.ByRSS, WarmUp: steady.WarmUp, Threshold: steady.Threshold, Confidence: steady.Confidence,
		}))
		Expect(report.Cycles).To(HaveLen(steady.Cycles))
		Expect(report.Cycles).To(HaveEach(HaveField("Files", report.Cycles[0].Files)))
		if tree.Counted && !tree.Real {
			Expect(report.Cycles[0].Files).To(Equal(tree.Expected))
		}
	}, SpecTimeout(timeLimit(options.SteadyRSS.Cycles)))

	ReportAfterEach(func(report SpecReport) { printDiagnostics(report, shown) })
})

// childArguments start this test binary as a child that does one job, whose path follows.
var childArguments = []string{"-test.run=^TestMemory$", "-test.timeout=0", "-child"}
