package memory_test

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/leaks"
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
	flagList    = flag.Bool("list-leaks", false, "print the catalogue of leaks and run no spec")
	flagSites   = flag.Bool("survivors", false, "when memory doesn't hold steady, print where what one more cycle leaves alive was allocated")
	flagCertify = flag.Bool("certify", false, "measure the suite's own sensitivity (10 to 20 minutes; select it with --label-filter=certify)")
	flagBase    = flag.String("baseline", "", "compare with the earlier memory.json in `FILE`")
	flagFailOn  = flag.String("fail-on-increase", "", "with -baseline: fail when memory is above it by more than `PERCENT`, such as 10%")
	flagTrees   = flag.String("trees", "", internalFlag+"child processes: generated trees are kept in `DIR`, and taken from there")
	flagChild   = flag.String("child", "", internalFlag+"child processes: do the job in this file")

	flagCertifyRuns = flag.Int("certify-runs", 100, "with -certify: `N` runs without a leak")
)

// usage says which flags this suite has, without the many of Ginkgo and Go.
func usage() string {
	var out strings.Builder
	out.WriteString("flags of the memory suite, behind \"--\":\n")
	flag.VisitAll(func(f *flag.Flag) {
		if strings.Contains(f.Name, ".") || strings.HasPrefix(f.Usage, internalFlag) {
			return
		}
		value, meaning := flag.UnquoteUsage(f)
		if value != "" {
			value = "=" + value
		}
		out.WriteString(wrap("-" + f.Name + value + ": " + meaning))
	})
	return out.String()
}

// internalFlag begins the usage of flags that are not for people.
const internalFlag = "for the suite's own "

// suiteOptions are the settings with the flags applied.
type suiteOptions struct {
	settings.Memory
	tree    string  // absolute; empty for the generated tree
	scale   float64 // of the generated tree
	leak    string  // injected on purpose; empty for nothing
	workdir string  // absolute; empty for temporary folders
	out     string  // absolute
	trees   string  // absolute; empty for the scratch folder's own

	baseline       *baseline // to compare with; nil for none
	failOnIncrease float64   // percent above the baseline that are allowed; 0 when it is shown and not judged
}

var options suiteOptions

// resolveOptions loads ginkgo.yml and applies the flags; every problem with them is reported.
func resolveOptions() (suiteOptions, error) {
	root, err := settings.Root()
	if err != nil {
		return suiteOptions{}, err
	}
	all, err := settings.LoadRoot()
	if err != nil {
		return suiteOptions{}, err
	}
	resolved := suiteOptions{Memory: all.Memory, scale: all.Memory.Tree.Scale, out: fromRoot(root, *flagOut)}
	var problems []error
	if *flagScale < 0 {
		problems = append(problems, fmt.Errorf("flag -scale=%g: want a number above zero", *flagScale))
	}
	if *flagScale > 0 && *flagTree != "" {
		problems = append(problems, fmt.Errorf("flag -scale=%g multiplies the generated tree: leave it out beside -tree", *flagScale))
	}
	if resolved.leak = *flagLeak; resolved.leak != "" {
		resolved.scale = all.Memory.Tree.LeakScale
		if _, err := leaks.Parse(resolved.leak); err != nil {
			problems = append(problems, fmt.Errorf("flag -leak: %w", err))
		}
	}
	if *flagScale > 0 {
		resolved.scale = *flagScale
	}
	if *flagCeiling != "" {
		ceiling, err := gmem.ParseBytes(*flagCeiling)
		if err == nil && ceiling <= 0 {
			err = errors.New("want an amount above zero")
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("flag -ceiling: %w", err))
		}
		resolved.Ceiling = ceiling
	}
	if *flagTree != "" {
		resolved.tree = fromRoot(root, *flagTree)
	}
	if *flagWorkdir != "" {
		resolved.workdir = fromRoot(root, *flagWorkdir)
	}
	if *flagCertifyRuns <= 0 {
		problems = append(problems, fmt.Errorf("flag -certify-runs=%d: want a number above zero", *flagCertifyRuns))
	}
	if *flagCertify && *flagLeak != "" {
		problems = append(problems, fmt.Errorf("flag -certify injects its own leaks: leave out -leak=%s", *flagLeak))
	}
	if *flagTrees != "" {
		resolved.trees = fromRoot(root, *flagTrees)
	}
	problems = append(problems, resolved.compareWith(root, *flagBase, *flagFailOn))
	return resolved, errors.Join(problems...)
}

// compareWith loads the baseline of the flags.
func (o *suiteOptions) compareWith(root, file, increase string) (err error) {
	if increase != "" {
		if file == "" {
			return fmt.Errorf("flag -fail-on-increase=%s: there is no -baseline to compare with", increase)
		}
		if o.failOnIncrease, err = parseIncrease(increase); err != nil {
			return err
		}
	}
	if file != "" {
		if o.baseline, err = loadBaseline(fromRoot(root, file)); err != nil {
			return fmt.Errorf("flag -baseline: %w", err)
		}
	}
	return nil
}

func fromRoot(root, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(root, path)
}

// timeLimit is the time that a spec of n full indexes may take: generous, because machines are shared, and in
// proportion to the tree.
func timeLimit(indexes int) time.Duration {
	const fixed, perIndex = 2 * time.Minute, 2 * time.Minute
	factor := max(options.scale, 1)
	if options.tree != "" {
		factor = 20 // of unknown size
	}
	return fixed + time.Duration(factor*float64(indexes)*float64(perIndex))
}
