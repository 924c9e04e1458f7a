package memory_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sync/errgroup"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/synth"
	"github.com/embecode/embecode/suites/memory/leaks"
	"github.com/embecode/embecode/suites/memory/record"
	"github.com/embecode/embecode/suites/memory/workload"
)

// The flags override ginkgo.yml for one run. Paths are taken from the module's root, whoever starts the suite and where.
var (
	flagTree    = flag.String("tree", "", "index the real source tree at `PATH` instead of the generated one")
	flagScale   = flag.Float64("scale", 0, "multiply the generated tree by `N`: 1 is 2,000 files (default: ginkgo.yml)")
	flagCeiling = flag.String("ceiling", "", "the `AMOUNT` that peak and final RSS must stay below, such as \"2.0 GB\" (default: ginkgo.yml)")
	flagWorkdir = flag.String("workdir", "", "keep the generated tree in `DIR`/tree and the database in DIR/index.duckdb")
	flagOut     = flag.String("out", "artifacts/memory", "write memory.json, charts and report.html into `DIR`")
	flagCharts  = flag.Bool("charts", true, "draw the charts and write report.html; without them only the figures are written")
	flagLeak    = flag.String("leak", "", "inject a `LEAK` of the catalogue on purpose, such as bound-vectors or go-slices:256B; the suite must turn red")
	flagHalf    = flag.String("half", "", "of a life, which two processes live side by side, let only one live: `HALF` is life, which has the tree, or stores")
	flagList    = flag.Bool("list-leaks", false, "print the catalogue of leaks and run no spec")
	flagCertify = flag.Bool("certify", false, "measure the suite's own sensitivity (select it with --label-filter=certify)")
	flagRuns    = flag.Int("certify-runs", 100, "with -certify: `N` runs without a leak")
	flagReach   = flag.Bool("reach", false, "measure which statements the judged rounds execute (select it with --label-filter=reach)")
	flagRecord  = flag.Bool("record-clean", false, "record what clean runs are made of in testdata/clean.json, to name what others have more of")
	flagChild   = flag.String("child", "", "for the suite's own child processes: do the job in this file")
)

// suiteOptions are the settings with the flags applied. They don't change once they are resolved.
type suiteOptions struct {
	settings.Memory
	ceiling gmem.Bytes
	tree    string        // absolute; empty for the generated tree
	scale   float64       // of the generated tree
	leak    string        // injected on purpose; empty for nothing
	half    workload.Task // of a life that lives alone; empty for both
	workdir string        // absolute; empty for temporary folders
	out     string        // absolute
}

// resolved loads ginkgo.yml and applies the flags; every problem with them is reported.
var resolved = sync.OnceValues(func() (suiteOptions, error) {
	root, err := settings.Root()
	if err != nil {
		return suiteOptions{}, err
	}
	all, err := settings.LoadRoot()
	if err != nil {
		return suiteOptions{}, err
	}
	fromRoot := func(path string) string {
		if path == "" || filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(root, path)
	}
	o := suiteOptions{
		Memory: all.Memory, ceiling: gmem.Bytes(all.Memory.Ceiling), scale: all.Memory.Tree.Scale, leak: *flagLeak, half: workload.Task(*flagHalf),
		tree: fromRoot(*flagTree), workdir: fromRoot(*flagWorkdir), out: fromRoot(*flagOut),
	}
	var problems []error
	check := func(sound bool, format string, values ...any) {
		if !sound {
			problems = append(problems, fmt.Errorf(format, values...))
		}
	}
	check(*flagScale >= 0, "flag -scale=%g: want a number above zero", *flagScale)
	check(*flagScale == 0 || o.tree == "", "flag -scale=%g multiplies the generated tree: leave it out beside -tree", *flagScale)
	check(*flagRuns > 0, "flag -certify-runs=%d: want a number above zero", *flagRuns)
	check(slices.Contains([]workload.Task{"", workload.Life, workload.Stores}, o.half), "flag -half=%s: want life or stores", o.half)
	check(o.half != workload.Stores || o.leak == "", "flag -half=stores: a leak is injected into the other half only, leave out -leak=%s", o.leak)
	check(!*flagCertify || o.leak == "", "flag -certify injects its own leaks: leave out -leak=%s", o.leak)
	check(!*flagRecord || o.leak == "", "flag -record-clean records clean runs: leave out -leak=%s", o.leak)
	if _, err := leaks.Parse(o.leak); err != nil {
		problems = append(problems, fmt.Errorf("flag -leak: %w", err))
	}
	if o.leak != "" || *flagCertify {
		o.scale = all.Memory.Tree.LeakScale
	}
	if *flagScale > 0 {
		o.scale = *flagScale
	}
	if *flagCeiling != "" {
		o.ceiling, err = gmem.ParseBytes(*flagCeiling)
		check(err == nil && o.ceiling > 0, "flag -ceiling=%s: want an amount above zero, such as \"2.0 GB\"", *flagCeiling)
	}
	return o, errors.Join(problems...)
})

// options are those of this run. TestMemory has reported what is wrong with them.
func options() suiteOptions {
	o, _ := resolved()
	return o
}

// sourceTree is the tree that the flags ask for.
func sourceTree(ctx SpecContext, scale float64) workload.Tree {
	GinkgoHelper()
	o, what := options(), synth.Options{Seed: options().Tree.Seed, Scale: scale}
	var tree workload.Tree
	var err error
	switch {
	case o.tree != "":
		tree, err = workload.RealTree(ctx, o.tree, GinkgoT().TempDir())
	case o.workdir != "" && scale == o.scale: // the others are not the one to look at
		tree, err = workload.GeneratedIn(ctx, o.workdir, what)
	default:
		tree, err = workload.GenerateAt(ctx, filepath.Join(GinkgoT().TempDir(), "tree"), what)
	}
	Expect(err).NotTo(HaveOccurred())
	return tree
}

// setupFor is how the tree is indexed, under the ceiling's guard.
func setupFor(tree workload.Tree) workload.Setup {
	o := options()
	folder := o.workdir
	if folder == "" {
		folder = GinkgoT().TempDir()
	}
	return workload.Setup{
		Tree: tree.Root, Database: filepath.Join(folder, "index.duckdb"), Home: GinkgoT().TempDir(),
		Leak: o.leak, Ceiling: o.ceiling, SampleEvery: o.SampleEvery,
	}
}

// inChild has this test binary do a job in a process of its own.
func inChild(ctx SpecContext, job workload.Job) workload.Result {
	GinkgoHelper()
	return inChildren(ctx, job)[0]
}

// inChildren does jobs, two at a time, each in a child of its own with a database of its own. Memory is judged there, and no time.
func inChildren(ctx SpecContext, jobs ...workload.Job) []workload.Result {
	GinkgoHelper()
	program, args := childProgram()
	return inChildrenOf(ctx, program, args, jobs...)
}

func inChildrenOf(ctx SpecContext, program string, args []string, jobs ...workload.Job) []workload.Result {
	GinkgoHelper()
	results := make([]workload.Result, len(jobs))
	var all errgroup.Group
	all.SetLimit(2)
	for i, job := range jobs {
		work := GinkgoT().TempDir()
		all.Go(func() (err error) {
			results[i], err = workload.InChild(ctx, program, args, work, job)
			return err
		})
	}
	Expect(all.Wait()).To(Succeed())
	return results
}

func tryInChild(ctx SpecContext, job workload.Job) (workload.Result, error) {
	GinkgoHelper()
	program, args := childProgram()
	return workload.InChild(ctx, program, args, GinkgoT().TempDir(), job)
}

// childProgram is this program, and the arguments with which it does a job.
func childProgram() (path string, args []string) {
	GinkgoHelper()
	path, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	return path, []string{"-test.run=^TestMemory$", "-test.timeout=0", "-child"}
}

// ofSpec is what a record of the present spec is of.
func ofSpec(tree workload.Tree) record.Of {
	return record.Of{Spec: CurrentSpecReport().FullText(), Leak: options().leak, Scale: options().scale, Tree: tree}
}

// steady is how a task is repeated and judged in a child under quiet allocator settings.
func steady() *gmem.RepeatOptions {
	judged := options().Steady
	return &gmem.RepeatOptions{
		Unit: "file", Calls: 1, WarmUp: judged.WarmUp, MinRounds: judged.Rounds,
		Allowance: float64(judged.Allowance), Floor: gmem.Bytes(judged.LiveFloor), ResidentFloor: gmem.Bytes(judged.ResidentFloor),
		Closed: []string{
			"DuckDB statement", "DuckDB pending result", "DuckDB result", "DuckDB data chunk", "DuckDB appender", "DuckDB value", "DuckDB logical type",
		},
	}
}

// skipUnlessMeasurable skips a memory spec where resident memory can't be read. It never passes there.
func skipUnlessMeasurable() {
	GinkgoHelper()
	self, err := gmem.Self()
	if err == nil {
		err = self.Readable()
	}
	if err != nil {
		Skip("the memory of this process can't be measured: " + err.Error())
	}
}

// needsGenerated skips a spec that needs a tree of its own making.
func needsGenerated() {
	GinkgoHelper()
	if options().tree != "" {
		Skip("this needs a generated tree: leave -tree out")
	}
}

// needsMeters leaves a promise about exact figures out where they can't be had; resident memory still stands guard.
func needsMeters(result workload.Result) {
	GinkgoHelper()
	if why := result.Unmetered(); why != "" {
		Skip("judged by resident memory alone: " + why)
	}
}

// leastSamples is how many samples of a run make a measurement: those of ginkgo.yml, or of a short one a quarter of those that
// its time has room for, since on a busy machine some come late.
func leastSamples(series gmem.Series) int {
	return max(1, min(options().MinSamples, int(series.Duration/options().SampleEvery)/4))
}

// timeLimit is the time that a spec of n full indexes may take: generous, because machines are shared, and in
// proportion to the tree.
func timeLimit(indexes int) time.Duration {
	const fixed, perIndex = 3 * time.Minute, 2 * time.Minute
	factor := max(options().scale, 1)
	if options().tree != "" {
		factor = 20 // of unknown size
	}
	return fixed + time.Duration(factor*float64(indexes)*float64(perIndex))
}
