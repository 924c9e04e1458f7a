package memory_test

import (
	"debug/elf"
	"path/filepath"
	"runtime"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/pkg/synth"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/reach"
	"github.com/embecode/embecode/suites/memory/record"
	"github.com/embecode/embecode/suites/memory/workload"
)

// All promises of a container are judged on the same rounds, in a child process that has nothing else in its memory.
var (
	_ = Describe("Indexing the same tree again and again", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
		promiseSteady(func(ctx SpecContext) (workload.Tree, workload.Result, []gmem.Verdict) {
			tree := sourceTree(ctx, options().scale)
			result := inChild(ctx, freshJob(tree))
			return tree, result, []gmem.Verdict{roundsAccounting(tree, result)}
		})
	})

	_ = Describe("Indexing a tree again and again into the same index", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
		promiseSteadySession(workload.Rebuilds, func(tree workload.Tree) int64 { return tree.Expected })
	})

	_ = Describe("Updating an index a thousand times", Ordered, ContinueOnFailure, Label("slow", "memory", "update"), func() {
		// Every other update adds a file beside the edited one.
		promiseSteadySession(workload.Updates, func(workload.Tree) int64 { return workload.PerRound * 3 / 2 })
	})

	_ = Describe("Searching an index a thousand times", Ordered, ContinueOnFailure, Label("slow", "memory", "search"), func() {
		promiseSteadySession(workload.Searches, func(workload.Tree) int64 { return workload.PerRound })
	})
)

// promiseSteady holds what measure has done again and again to the promises of the steady state. Further verdicts are
// promised under their own names.
func promiseSteady(measure func(SpecContext) (workload.Tree, workload.Result, []gmem.Verdict)) {
	var (
		run    report.Run
		result workload.Result
	)
	verdict := func(name string) gmem.Verdict { return record.Verdict(run, name) }

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		var tree workload.Tree
		var further []gmem.Verdict
		tree, result, further = measure(ctx)
		run = ofSpec(tree).Done(result, append(result.Rounds.Verdicts, further...)...)
		run.Verdicts = append(run.Verdicts,
			record.Meters(result), judge.Released(result.TreeSitter()), judge.Attributed(run.Parts))
		keep(run)
	}, NodeTimeout(timeLimit(40)))

	It("stays below the ceiling to its end, and does everything each time", func() {
		Expect(verdict(gmem.VerdictCeiling)).To(gmem.Hold())
		Expect(result.Rounds.Stopped).To(BeEmpty())
		Expect(result.Processors).To(Equal(workload.ChildProcessors), "whatever the machine has")
		Expect(verdict(judge.VerdictAccounting)).To(gmem.Hold())
	})

	It("measures with meters that see what is made for them", func() {
		Expect(verdict(gmem.VerdictMeters)).To(gmem.Hold())
	})

	It("holds resident memory steady", func() { Expect(verdict(gmem.VerdictResident)).To(gmem.Hold()) })

	It("holds live bytes steady", func() { needsMeters(result); Expect(verdict(gmem.VerdictLive)).To(gmem.Hold()) })

	It("puts nothing into the variables of its packages that stays, where that is judged", func() {
		if len(result.Rounds.Options.Packages) > 0 {
			needsMeters(result)
			Expect(verdict(gmem.VerdictVariables)).To(gmem.Hold())
		}
	})

	It("closes every handle that it opens", func() { Expect(verdict(gmem.VerdictHandles)).To(gmem.Hold()) })

	It("piles up neither threads nor mappings", func() { Expect(verdict(gmem.VerdictCounts)).To(gmem.Hold()) })

	It("leaves nothing to finalizers, and no syntax tree open", func() {
		needsMeters(result)
		Expect(verdict(gmem.VerdictReleased)).To(gmem.Hold())
		Expect(verdict(judge.VerdictReleased)).To(gmem.Hold())
	})

	It("knows what resident memory is made of", func() { needsMeters(result); Expect(verdict(judge.VerdictBreakdown)).To(gmem.Hold()) })

	It("keeps to the indexer's memory budget and leaves no more on disk, where that is judged", func() {
		for _, name := range []string{judge.VerdictBudget, judge.VerdictDisk, judge.VerdictOrphans} {
			if _, judged := (gmem.Rounds{Verdicts: run.Verdicts}).Verdict(name); judged {
				Expect(verdict(name)).To(gmem.Hold())
			}
		}
	})
}

// promiseSteadySession does so for a task on one index that stays open from the first round to the last. Each round has to
// do so much work on the tree. The budget is judged on a child of its own, under the allocator settings that users have: with them DuckDB
// keeps what is freed for each thread, so that each search comes from another one.
func promiseSteadySession(task workload.Task, perRound func(workload.Tree) int64) {
	promiseSteady(func(ctx SpecContext) (workload.Tree, workload.Result, []gmem.Verdict) {
		needsGenerated()
		tree := editableTree(ctx)
		job := sessionJob(task, tree)
		once := job
		once.Setup.Tree, once.Setup.Database = editableTree(ctx).Root, filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		once.Repeat, once.Default, once.Setup.Threads = nil, true, true
		results := inChildren(ctx, job, once)
		result, byDefault := results[0], results[1]
		Expect(byDefault.Quiet).To(BeFalse(), "it is what users have that counts")
		return tree, result, []gmem.Verdict{
			budget(string(task), byDefault.Series()),
			judge.NoOrphans(result.Stored.Orphans),
			judge.Mismatches(judge.VerdictAccounting, append(
				sessionMismatches(tree, result, perRound(tree)), sessionMismatches(tree, byDefault, perRound(tree))...),
				"everything was done and is stored"),
		}
	})
}

// freshJob indexes a tree into a fresh database in each round.
func freshJob(tree workload.Tree) workload.Job {
	return workload.Job{Setup: setupFor(tree), Repeat: steady()}
}

// sessionJob does a task on one index that stays open.
func sessionJob(task workload.Task, tree workload.Tree) workload.Job {
	job := workload.Job{Setup: setupFor(tree), Task: task, Repeat: steady()}
	job.Setup.Random = true // zeros have no direction to search in
	return job
}

// lifeJob has an index live through everything.
func lifeJob() workload.Job {
	setup := setupFor(workload.Tree{Root: filepath.Join(GinkgoT().TempDir(), "everything")})
	repeat := steady()
	repeat.Unit, repeat.Ignore = "round", []string{bufferPool}
	// A round starts DuckDB, runs and threads a hundred times, and its rarer steps take turns: C++ objects grow by 12 KB until each has had
	// its turn, and Go's heap by up to 50 KB in one step on a busy machine. What up to half of that hides is counted to the byte otherwise,
	// where a variable or what lives as long as a life holds it.
	repeat.Floor = 64 * gmem.KB
	if runtime.GOOS == "linux" {
		repeat.Packages = append(reach.Packages(), reach.Module+"/suites/memory/workload") // which holds what lives as long
	}
	repeat.MaxWarmUp = repeat.WarmUp        // it has settled by then, unless it leaks
	repeat.MaxRounds = 2 * repeat.MinRounds // a round takes seconds, and a close case one more for each
	// Its heap passes 60 MB for a moment here and there, which leaves Go's runtime with pages in pieces: 5 MB more of them in ten
	// rounds, while live bytes, to which a leak is held, grew by half a kilobyte each.
	repeat.ResidentFloor = 12 * gmem.MB
	return workload.Job{Setup: setup, Task: workload.Life, Repeat: repeat}
}

// lifeProgram is what lives, and its arguments: this program, or another one with the same work in it where Ginkgo has left out the symbols,
// which tell whose a variable is.
func lifeProgram() (path string, args []string) {
	GinkgoHelper()
	path, args = childProgram()
	file, err := elf.Open(path)
	if err != nil {
		return path, args // another system's, where variables aren't judged
	}
	defer file.Close() //nolint:errcheck // it is only read
	if _, err := file.Symbols(); err == nil {
		return path, args
	}
	built, err := gexec.Build(reach.Main)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(gexec.CleanupBuildArtifacts)
	return built, nil
}

// editableTree is a generated tree of the spec's own, which its child may write to.
func editableTree(ctx SpecContext) workload.Tree {
	GinkgoHelper()
	tree, err := workload.GenerateAt(ctx, filepath.Join(GinkgoT().TempDir(), "tree"),
		synth.Options{Seed: options().Tree.Seed, Scale: options().Tree.LeakScale})
	Expect(err).NotTo(HaveOccurred())
	tree.Expected += workload.EditedFiles
	return tree
}

// bufferPool is DuckDB's own allocator, whose caches move by megabytes from round to round of a life. What leaks there is
// judged by the other tasks, each of which ends its rounds right behind a renewal.
const bufferPool = "DuckDB buffers (jemalloc)"

var _ = Describe("Living through everything that can befall an index", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
	promiseSteady(func(ctx SpecContext) (workload.Tree, workload.Result, []gmem.Verdict) {
		needsGenerated()
		program, args := lifeProgram()
		result, err := workload.InChild(ctx, program, args, GinkgoT().TempDir(), lifeJob())
		Expect(err).NotTo(HaveOccurred())
		return workload.Tree{}, result, []gmem.Verdict{lifeAccounting(result), judge.OnDisk(result.Disk), judge.NoOrphans(result.Stored.Orphans)}
	})
})
