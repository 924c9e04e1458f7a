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

// The smaller crowd: its names have more words than a vocabulary remembers, and its chunks fill DuckDB's buffers.
const smallCrowd = 2000

// Two crowds of files are each indexed once, in a child that has nothing else in its memory, and read at the same stages.
var _ = Describe("Indexing a crowd of files", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
	var (
		run   report.Run
		large workload.Result
	)

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		needsGenerated()
		_, smaller := crowdJob(ctx, smallCrowd)
		tree, larger := crowdJob(ctx, smallCrowd+workload.CrowdPeriod)
		results := inChildren(ctx, smaller, larger)
		small := results[0]
		large = results[1]
		duckDB := float64(options().WithinRun.DuckDB)
		within := judge.Within{
			Allowed: float64(options().WithinRun.Allowance), Ignored: []string{bufferPool},
			Parts: map[string]float64{"C++ objects": duckDB, gmem.PartNative: duckDB},
		}
		run = ofSpec(tree).Done(large,
			large.Series().Below(options().ceiling), record.Meters(small, large), roundsAccounting(tree, large),
			within.Verdict(judge.Staged{Files: small.Files, Stages: small.Stages}, judge.Staged{Files: large.Files, Stages: large.Stages}),
			judge.Bounded(bounds(large)))
		keep(run)
	}, NodeTimeout(timeLimit(10)))

	It("indexes every file, and measures with meters that see what is made for them", func() {
		Expect(record.Verdict(run, gmem.VerdictCeiling)).To(gmem.Hold())
		Expect(record.Verdict(run, judge.VerdictAccounting)).To(gmem.Hold())
		Expect(record.Verdict(run, gmem.VerdictMeters)).To(gmem.Hold())
	})

	It("keeps nothing for each file at any stage of the run", func() {
		needsMeters(large)
		Expect(record.Verdict(run, judge.VerdictWithinRun)).To(gmem.Hold())
	})

	It("has no more in hand at once than its bounds allow", func() {
		Expect(record.Verdict(run, judge.VerdictBounds)).To(gmem.Hold())
	})
})

// crowdJob indexes a crowd of so many files.
func crowdJob(ctx SpecContext, files int) (workload.Tree, workload.Job) {
	GinkgoHelper()
	tree, err := workload.CrowdTree(ctx, filepath.Join(GinkgoT().TempDir(), "tree"), files)
	Expect(err).NotTo(HaveOccurred())
	job := workload.Job{Setup: setupFor(tree), Task: workload.Stages}
	job.Setup.Files, job.Setup.Short = tree.Expected, true
	job.Setup.Database = filepath.Join(GinkgoT().TempDir(), "index.duckdb") // whatever -workdir says
	return tree, job
}

// bounds are what the indexer promises to have in hand at most, on two workers, and what it had.
func bounds(result workload.Result) []judge.Bound {
	most := result.InHand
	var pool gmem.Bytes
	for _, stage := range result.Stages {
		held, _ := gmem.Breakdown{Parts: stage.Parts}.Part(bufferPool)
		pool = max(pool, held)
	}
	return []judge.Bound{
		{What: "texts embedded at once", Most: most.Texts, Limit: 64},
		{What: "chunks made ahead of the writer", Most: most.Chunks, Limit: 64 + 1},
		{What: "files found ahead of the workers", Most: most.Found, Limit: 64 + 3}, // one in the hand of each worker and the walk
		{What: "files split ahead of the writer", Most: most.Split, Limit: 256 + 12},
		{What: "bytes of sources in flight", Most: most.Source, Limit: 2_300_000}, // of four bytes held for each, in a seventh of 64 MB
		{What: "files left on disk", Most: most.Left},
		{What: "bytes of DuckDB's buffers", Most: int64(pool), Limit: 36_000_000}, // a pool of 32 MB, and what isn't in blocks
	}
}
