package memory_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/record"
	"github.com/embecode/embecode/suites/memory/workload"
)

// Row groups of the indexes that are updated. From 768 on a few replaced files have the index written anew.
const (
	fewGroups  = 256
	manyGroups = 800
)

var _ = Describe("Updating indexes of many row groups", Label("slow", "sizes"), func() {
	It("holds nothing for each row group that files were replaced in", func(ctx SpecContext) {
		skipUnlessMeasurable()
		needsGenerated()
		job := func(groups int64) workload.Job {
			job := workload.Job{Setup: setupFor(workload.Tree{}), Task: workload.Replacing}
			job.Setup.Files = groups
			job.Setup.Database = filepath.Join(GinkgoT().TempDir(), "index.duckdb") // whatever -workdir says
			return job
		}
		results := inChildren(ctx, job(fewGroups), job(manyGroups))
		small, large := results[0], results[1]
		within := judge.Within{Allowed: float64(options().WithinRun.DuckDB), Ignored: []string{bufferPool}}
		run := ofSpec(workload.Tree{Expected: large.Files}).Done(large, large.Series().Below(options().ceiling), record.Meters(small, large),
			within.Verdict(judge.Staged{Files: small.Files, Stages: small.Stages}, judge.Staged{Files: large.Files, Stages: large.Stages}))
		keep(run)
		Expect(record.Verdict(run, gmem.VerdictMeters)).To(gmem.Hold())
		needsMeters(large)
		Expect(record.Verdict(run, judge.VerdictWithinRun)).To(gmem.Hold())
	}, SpecTimeout(timeLimit(2)))
})
