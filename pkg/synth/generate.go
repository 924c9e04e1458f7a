package synth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

// maxScale keeps a mistyped scale from filling a disk: it stands for 20 million files.
const maxScale = 10_000

// Options says which tree to write. The zero value is the tree of 2,000 files for seed 0.
type Options struct {
	// Seed selects the contents. Every value is a valid seed, zero too.
	Seed uint64

	// Scale multiplies the number of files: 1 is 2,000 files, 10 is 20,000, 0.1 is 200. Each language's count is
	// rounded to the nearest whole number and is at least 1. Zero means 1; the largest scale is 10,000.
	Scale float64
}

// Summary counts what Generate wrote.
type Summary struct {
	// Files is the number of source files that an indexer has to find.
	Files int

	// Ignored is the number of further files that an indexer must not find: those that a .gitignore file of the tree
	// ignores, and those in the places that embecode excludes by default (node_modules/, dist/, build/, __pycache__/
	// and *.min.js). The .gitignore files themselves are neither here nor in Files.
	Ignored int
}

// Generate writes the tree that options describe below dir, which is created when it doesn't exist and has to be empty
// when it does. Directories are readable by their owner only (0o700), and so are files (0o600).
//
// It stops before the next file once ctx is done and returns the context's error. With an error, the summary counts
// the files that were complete by then.
func Generate(ctx context.Context, dir string, options Options) (Summary, error) {
	left, err := plan(options)
	if err != nil {
		return Summary{}, fmt.Errorf("generate tree in %s: %w", dir, err)
	}
	if err := claim(dir); err != nil {
		return Summary{}, err
	}
	g := newGenerator(dir, options.Seed, left)
	err = g.run(ctx)
	return g.summary, err
}

// plan is the number of files to write of each kind.
func plan(options Options) (tally, error) {
	scale := options.Scale
	if scale == 0 {
		scale = 1
	}
	if !(scale > 0 && scale <= maxScale) { // the negation also catches NaN
		return tally{}, fmt.Errorf("scale %v is out of range: give a number above 0 and up to %d, or 0 for 1", options.Scale, maxScale)
	}
	var left tally
	for k := range kinds {
		left[k] = max(1, int(math.Round(float64(kinds[k].files)*scale)))
	}
	return left, nil
}

// claim makes sure that dir is an empty directory.
func claim(dir string) error {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return fmt.Errorf("create tree %s: %w", dir, err)
	}
	opened, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open tree %s: %w", dir, err)
	}
	names, err := opened.Readdirnames(1)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err := errors.Join(err, opened.Close()); err != nil {
		return fmt.Errorf("read tree %s: %w", dir, err)
	}
	if len(names) > 0 {
		return fmt.Errorf("generate tree in %s: the directory is not empty (it holds %q): give a new or an empty one", dir, names[0])
	}
	return nil
}
