package memory_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/suites/memory/run"
)

var _ = Describe("A child", Label("slow"), func() {
	It("runs on two processors however many there are, so that its peak doesn't depend on the machine", func(ctx SpecContext) {
		skipUnlessMeasurable()
		GinkgoT().Setenv("GOMAXPROCS", "16")
		tree := sourceTree(ctx, options.Tree.LeakScale)
		report := inChild(ctx, tree, run.Job{Setup: setupFor(tree, "processors.duckdb"), Cycles: 1, WarmUp: 1, Loud: true})
		Expect(report.Processors).To(Equal(2))
		Expect(settingsOfSizes().Processors).To(Equal(2), "the record says so")
	}, SpecTimeout(time.Minute))
})
