package synth

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
)

// Each file, directory and group has random numbers of its own, derived from the seed and its number. The streams keep
// their numbers apart.
const (
	directoryStream = 1 << 62
	groupStream     = 1 << 63
)

// generator writes one tree. It knows where it is in the tree and keeps nothing of what it has written.
type generator struct {
	root    string
	made    string // the directory that was made last
	seed    uint64
	left    tally // files yet to be written
	summary Summary
	index   uint64 // of the next source file, ignored ones included

	languages [len(kinds)]*language
	out       *output
	draft     *draft
	rng       *rand.Rand // of the current directory
	stems     []string   // first words of the current directory's file names
	used      int        // stems taken so far
}

func newGenerator(root string, seed uint64, left tally) *generator {
	return &generator{
		root: root, seed: seed, left: left,
		languages: newLanguages(), out: newOutput(), draft: newDraft(),
	}
}

// run writes the tree directory by directory.
func (g *generator) run(ctx context.Context) error {
	g.enter(-1)
	if err := g.aroundTree(ctx); err != nil {
		return err
	}
	var names *namer
	for number := 0; g.left.total() > 0; number++ {
		if number%groupSlots == 0 {
			names = newNamer(g.seed, number/groupSlots)
		}
		g.enter(number)
		if err := g.directory(ctx, names.at(number%groupSlots)); err != nil {
			return err
		}
	}
	return nil
}

// enter sets what is random about the directory with that number.
func (g *generator) enter(number int) {
	g.rng = rand.New(rand.NewPCG(g.seed, directoryStream|uint64(number+1)))
	g.stems, g.used = shuffled(g.rng, nouns), 0 // the order depends on this directory alone
}

// directory writes the source files of one directory, and what is ignored in and around it.
func (g *generator) directory(ctx context.Context, at place) error {
	if err := g.around(ctx, at); err != nil {
		return err
	}
	for i := range directorySize(g.rng, g.left.total()) {
		k := g.left.at(g.rng.IntN(g.left.total()))
		name := g.name(k)
		if i == 0 && at.exception != noException {
			var err error
			if name, err = g.except(ctx, at, k); err != nil {
				return err
			}
		}
		if err := g.source(ctx, path.Join(at.path, name), k); err != nil {
			return err
		}
	}
	return nil
}

// stem is a word that no other file name of the directory begins with.
func (g *generator) stem() string {
	stem := g.stems[g.used%len(g.stems)]
	g.used++
	return stem
}

// name is a new file name in the style of its language.
func (g *generator) name(k kind) string {
	word := nouns[g.rng.IntN(len(nouns))]
	switch k {
	case pythonKind:
		word = "_" + word
	case typescriptKind:
		word = "-" + word
	default:
		word = capitalized(word)
	}
	return g.stem() + word + kinds[k].extension
}

// source writes a source file that an indexer has to find, and counts it.
func (g *generator) source(ctx context.Context, name string, k kind) error {
	if err := g.program(ctx, name, k, k.lines(g.rng)); err != nil {
		return err
	}
	g.left[k]--
	g.summary.Files++
	return nil
}

// program writes a file of a language with that many lines.
func (g *generator) program(ctx context.Context, name string, k kind, lines int) error {
	index := g.index
	g.index++
	return g.file(ctx, name, func() {
		g.draft.begin(g.seed, index, g.languages[k])
		g.draft.compose(g.out, lines)
	})
}

// file writes one file, and the directories that it needs.
func (g *generator) file(ctx context.Context, name string, compose func()) error {
	full := filepath.Join(g.root, filepath.FromSlash(name))
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("write file %s: %w", full, err)
	}
	if dir := filepath.Dir(full); dir != g.made {
		if err := os.MkdirAll(dir, dirMode); err != nil {
			return fmt.Errorf("create directory %s: %w", dir, err)
		}
		g.made = dir
	}
	return g.out.create(full, compose)
}
