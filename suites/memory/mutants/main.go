package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/suites/memory/mutants/mutate"
)

// product are the packages that mutants are made of.
var product = []string{"./pkg/indexer/...", "./pkg/store", "./pkg/embed/..."}

type options struct {
	sample  int
	seed    uint64
	only    *regexp.Regexp
	list    bool
	quick   bool
	limit   time.Duration
	results string
	least   float64

	parallel int // how many are tried at once
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	root, err := settings.Root()
	if err != nil {
		return err
	}
	if !filepath.IsAbs(o.results) {
		o.results = filepath.Join(root, o.results)
	}
	sources, err := mutate.Load(ctx, root, product...)
	if err != nil {
		return err
	}
	mutants := mutate.All(sources)
	reasons, err := readEquivalent(equivalentText)
	if err != nil {
		return err
	}
	for _, key := range gone(reasons, mutants) {
		if _, err := fmt.Fprintf(out, "gone, and still in equivalent.txt: %s\n", key); err != nil {
			return err
		}
	}
	mutants = sampled(mutants, o.only, o.seed)
	if o.list {
		return list(out, mutants, reasons)
	}
	s := &memorySuite{root: root, limit: o.limit, quick: o.quick}
	if s.scratch, err = os.MkdirTemp("", "mutants-*"); err != nil {
		return err
	}
	defer os.RemoveAll(s.scratch) //nolint:errcheck // of a temporary folder
	mutants = slices.DeleteFunc(mutants, func(m mutate.Mutant) bool { return reasons[m.Key] != "" })
	results, err := tryAll(ctx, s, o, mutants, out)
	if err != nil && len(results) == 0 {
		return err
	}
	total := score(results)
	_, printed := io.WriteString(out, "\n"+table(results)+"\n"+total.String())
	if err == nil && total.caughtShare() < o.least {
		err = fmt.Errorf("%.0f %% are caught, want %.0f %%", total.caughtShare(), o.least)
	}
	return errors.Join(err, printed)
}

func parse(args []string) (o options, err error) {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.IntVar(&o.sample, "sample", 0, "try `N` mutants that count, as many of each rule as there are; 0 for all")
	flags.Uint64Var(&o.seed, "seed", 1, "`S` chooses which")
	flags.BoolVar(&o.list, "list", false, "list the mutants in the order in which they would be tried, and run nothing")
	flags.BoolVar(&o.quick, "quick", false, "ask the first containers of the suite only; what survives may be caught by the others")
	flags.DurationVar(&o.limit, "limit", 10*time.Minute, "the `TIME` that building and running one mutant may take")
	flags.IntVar(&o.parallel, "parallel", runtime.NumCPU(), "try `N` mutants at once: what is alive hardly depends on the load")
	flags.StringVar(&o.results, "results", "artifacts/memory/mutants.jsonl", "add what each mutant has shown to `FILE`, from the module's root")
	flags.Float64Var(&o.least, "least", 0, "fail when less than `PERCENT` are caught")
	flags.Func("only", "try mutants only whose key, as -list prints it, matches `REGEXP`", func(text string) (err error) {
		o.only, err = regexp.Compile(text)
		return err
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("no arguments are taken, got %q", flags.Args())
	}
	if o.parallel < 1 {
		return o, fmt.Errorf("flag -parallel=%d: want at least 1", o.parallel)
	}
	return o, nil
}

// list prints each rule, and each mutant with why it doesn't count.
func list(out io.Writer, mutants []mutate.Mutant, reasons map[string]string) error {
	for _, rule := range mutate.Rules() {
		if _, err := fmt.Fprintf(out, "%-10s  %s\n", rule[0], rule[1]); err != nil {
			return err
		}
	}
	for _, m := range mutants {
		text := fmt.Sprintf("\n%s\n  line %d: %s\n  becomes  %s\n", m.Key, m.Line, m.Before, cmp.Or(m.After, nothing))
		if reason := reasons[m.Key]; reason != "" {
			text += "  is equivalent: " + reason + "\n"
		}
		if _, err := io.WriteString(out, text); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "\n%d mutants\n", len(mutants))
	return err
}

// nothing is what a mutant shows that has left something out.
const nothing = "(nothing)"
