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

// All promises of a container are judged on the same rounds, in child processes that have nothing else in their memory.
var (
	_ = Describe("Indexing the same tree again and again", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
		promiseSteady(func(ctx SpecContext) []steadied {
			tree := sourceTree(ctx, options().scale)
			result := inChild(ctx, freshJob(tree))
			return []steadied{{tree: tree, result: result, further: []gmem.Verdict{roundsAccounting(tree, result)}}}
		})
	})

	_ = Describe("Indexing a tree again and again into the same index", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
		promiseSteady(func(ctx SpecContext) []steadied {
			return inSessions(ctx, session{workload.Rebuilds, func(tree workload.Tree) (least, most int64) { return tree.Expected, tree.Expected }})
		})
	})

	// Measured at once, which takes no longer than the updates alone.
	_ = Describe("A long session:", Ordered, ContinueOnFailure, Label("slow", "memory"), func() {
		var measured []steadied

		BeforeAll(func(ctx SpecContext) {
			skipUnlessMeasurable()
			measured = inSessions(ctx,
				// Every other update adds a file beside the edited one.
				session{workload.Updates, func(workload.Tree) (least, most int64) { return workload.PerRound * 3 / 2, workload.PerRound * 3 / 2 }},
				session{workload.Searches, func(workload.Tree) (least, most int64) { return workload.PerRound, 2 * workload.PerRound }})
		}, NodeTimeout(timeLimit(40)))

		Describe("updating an index a thousand times", Label("update"), func() {
			promiseSteady(func(SpecContext) []steadied { return measured[:1] })
		})

		Describe("searching an index a thousand times", Label("search"), func() {
			promiseSteady(func(SpecContext) []steadied { return measured[1:] })
		})
	})
)

// steadied is what was done again and again in a child, with further verdicts on it, each promised under its own name.
type steadied struct {
	tree    workload.Tree
	result  workload.Result
	further []gmem.Verdict
	apart   string // what it has done alone, where others have done the rest
}

// promiseSteady holds what measure has done again and again to the promises of the steady state.
func promiseSteady(measure func(SpecContext) []steadied) {
	var (
		all  []steadied
		runs []report.Run
	)
	hold := func(name string) {
		GinkgoHelper()
		for _, run := range runs {
			Expect(record.Verdict(run, name)).To(gmem.Hold())
		}
	}
	needMeters := func() {
		GinkgoHelper()
		for _, one := range all {
			needsMeters(one.result)
		}
	}

	BeforeAll(func(ctx SpecContext) {
		skipUnlessMeasurable()
		all = measure(ctx)
		for _, one := range all {
			of := ofSpec(one.tree)
			of.Spec += one.apart
			run := of.Done(one.result, append(one.result.Rounds.Verdicts, one.further...)...)
			run.Verdicts = append(run.Verdicts,
				record.Meters(one.result), judge.Released(one.result.TreeSitter()), judge.Attributed(run.Parts))
			keep(run)
			runs = append(runs, run)
		}
	}, NodeTimeout(timeLimit(40)))

	It("stays below the ceiling to its end, and does everything each time", func() {
		hold(gmem.VerdictCeiling)
		for _, one := range all {
			Expect(one.result.Rounds.Stopped).To(BeEmpty())
			Expect(one.result.Processors).To(Equal(workload.ChildProcessors), "whatever the machine has")
		}
		hold(judge.VerdictAccounting)
	})

	It("measures with meters that see what is made for them", func() { hold(gmem.VerdictMeters) })

	It("holds resident memory steady", func() { hold(gmem.VerdictResident) })

	It("holds live bytes steady", func() { needMeters(); hold(gmem.VerdictLive) })

	It("puts nothing into the variables of its packages that stays, where that is judged", func() {
		if len(all[0].result.Rounds.Options.Packages) > 0 {
			needMeters()
			hold(gmem.VerdictVariables)
		}
	})

	It("closes every handle that it opens", func() { hold(gmem.VerdictHandles) })

	It("piles up neither threads nor mappings", func() { hold(gmem.VerdictCounts) })

	It("leaves nothing to finalizers, and no syntax tree open", func() {
		needMeters()
		hold(gmem.VerdictReleased)
		hold(judge.VerdictReleased)
	})

	It("knows what resident memory is made of", func() { needMeters(); hold(judge.VerdictBreakdown) })

	It("keeps to the indexer's memory budget and leaves no more on disk, where that is judged", func() {
		for _, name := range []string{judge.VerdictBudget, judge.VerdictDisk, judge.VerdictOrphans} {
			if _, judged := (gmem.Rounds{Verdicts: runs[0].Verdicts}).Verdict(name); judged {
				hold(name)
			}
		}
	})
}

// session is a task on one index that stays open from the first round to the last, each of which has to do so much work on the tree.
type session struct {
	task     workload.Task
	perRound func(workload.Tree) (least, most int64)
}

// inSessions measures sessions at once. The budget is judged on a child of its own for each, under the allocator settings that users
// have: with them DuckDB keeps what is freed for each thread, so that each search comes from another one.
func inSessions(ctx SpecContext, sessions ...session) []steadied {
	GinkgoHelper()
	needsGenerated()
	all := make([]steadied, len(sessions))
	jobs := make([]workload.Job, 2*len(sessions)) // the long ones first
	for i, s := range sessions {
		all[i].tree = editableTree(ctx)
		job := sessionJob(s.task, all[i].tree)
		once := job
		once.Setup.Tree, once.Setup.Database = editableTree(ctx).Root, filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		once.Repeat, once.Default, once.Setup.Threads = nil, true, true
		jobs[i], jobs[len(sessions)+i] = job, once
	}
	results := inChildren(ctx, jobs...)
	for i, s := range sessions {
		tree, result, byDefault := all[i].tree, results[i], results[len(sessions)+i]
		Expect(byDefault.Quiet).To(BeFalse(), "it is what users have that counts")
		least, most := s.perRound(tree)
		all[i].result, all[i].further = result, []gmem.Verdict{
			budget(string(s.task), byDefault.Series()),
			judge.NoOrphans(result.Stored.Orphans),
			judge.Mismatches(judge.VerdictAccounting, append(
				sessionMismatches(tree, result, least, most), sessionMismatches(tree, byDefault, least, most)...),
				"everything was done and is stored"),
		}
	}
	return all
}

// freshJob indexes a tree into a fresh database in each round.
func freshJob(tree workload.Tree) workload.Job {
	return workload.Job{Setup: setupFor(tree), Repeat: steady()}
}

// sessionJob does a task on one index that stays open.
func sessionJob(task workload.Task, tree workload.Tree) workload.Job {
	job := workload.Job{Setup: setupFor(tree), Task: task, Repeat: steady()}
	job.Setup.Random = true // zeros have no direction to search in
	if task == workload.Searches {
		job.Repeat.Floor = 8 * gmem.KB // C++ objects move by 2 KB from round to round; it comes to 11 B for each search
	}
	return job
}

// lifeJob has indexes live through everything that the task has.
func lifeJob(task workload.Task) workload.Job {
	setup := setupFor(workload.Tree{Root: filepath.Join(GinkgoT().TempDir(), "everything")})
	setup.Database = filepath.Join(GinkgoT().TempDir(), "index.duckdb") // whatever -workdir says: all that lies beside it is theirs
	repeat := steady()
	repeat.Unit, repeat.Ignore = "round", []string{bufferPool}
	// A round starts DuckDB a hundred times, and its rarer steps take turns: of stores alone C++ objects grow by 2 KB a round until each has had
	// its turn. All else moves by a kilobyte, on a busy machine too.
	repeat.Floor = 16 * gmem.KB
	if task == workload.Stores {
		repeat.Floor *= 2
	}
	if runtime.GOOS == "linux" {
		repeat.Packages = append(reach.Packages(), reach.Module+"/suites/memory/workload") // which holds what lives as long
	}
	repeat.MaxWarmUp = repeat.WarmUp        // it has settled by then, unless it leaks
	repeat.MaxRounds = 2 * repeat.MinRounds // a round takes seconds, and a close case one more for each
	// Its heap passes 60 MB for a moment here and there, which leaves Go's runtime with pages in pieces: 5 MB more of them in ten
	// rounds, while live bytes, to which a leak is held, grew by half a kilobyte each.
	repeat.ResidentFloor = 16 * gmem.MB
	return workload.Job{Setup: setup, Task: task, Repeat: repeat}
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
	promiseSteady(func(ctx SpecContext) []steadied {
		needsGenerated()
		program, args := lifeProgram()
		halves := []workload.Task{workload.Life, workload.Stores}
		switch {
		case options().half != "":
			halves = []workload.Task{options().half}
		case options().leak != "": // none is injected into stores alone
			halves = halves[:1]
		}
		var jobs []workload.Job
		for _, half := range halves {
			jobs = append(jobs, lifeJob(half))
		}
		var all []steadied
		for i, result := range inChildrenOf(ctx, program, args, jobs...) {
			one := steadied{result: result, further: []gmem.Verdict{judge.OnDisk(result.Disk), judge.NoOrphans(result.Stored.Orphans)}}
			if jobs[i].Task == workload.Life {
				one.further = append(one.further, lifeAccounting(result))
			} else {
				one.further, one.apart = append(one.further, storesAccounting(result)), ": stores"
			}
			all = append(all, one)
		}
		return all
	})
})
