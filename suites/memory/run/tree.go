package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/embecode/embecode/pkg/synth"
)

// Tree is a source tree to be indexed, which no run writes to.
type Tree struct {
	Root     string
	Expected int64  // files that an index of it must hold; for a real tree, files that it must find
	Counted  bool   // Expected is known
	Real     bool   // not generated
	Note     string // why Expected is not known

	Seed  uint64 // of a generated tree
	Scale float64
}

// Generated is the generated tree of a seed and a scale, kept below cache and generated only once, also when several
// processes ask for it at the same time.
func Generated(ctx context.Context, cache string, options synth.Options) (Tree, error) {
	root := filepath.Join(cache, fmt.Sprintf("tree-%d-%g", options.Seed, options.Scale))
	var summary synth.Summary
	err := readJSON(summaryPath(root), &summary)
	if errors.Is(err, fs.ErrNotExist) {
		summary, err = generate(ctx, root, options)
	}
	if err != nil {
		return Tree{}, err
	}
	return generated(filepath.Join(root, "tree"), summary, options), nil
}

// generate writes the tree beside its place and then moves it there: whoever sees it sees all of it.
func generate(ctx context.Context, root string, options synth.Options) (synth.Summary, error) {
	draft, err := os.MkdirTemp(filepath.Dir(root), "draft-*")
	if err != nil {
		return synth.Summary{}, fmt.Errorf("generate the tree: %w", err)
	}
	summary, err := GenerateAt(ctx, filepath.Join(draft, "tree"), options)
	if err == nil {
		err = writeJSON(summaryPath(draft), summary)
	}
	if err == nil {
		err = os.Rename(draft, root)
		if errors.Is(err, fs.ErrExist) { // another process was faster, with the same bytes
			return summary, os.RemoveAll(draft)
		}
	}
	if err != nil {
		return synth.Summary{}, errors.Join(err, os.RemoveAll(draft))
	}
	return summary, nil
}

// GenerateAt writes the generated tree into a folder of the caller's, which must be empty or not exist.
func GenerateAt(ctx context.Context, dir string, options synth.Options) (synth.Summary, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return synth.Summary{}, fmt.Errorf("generate the tree: %w", err)
	}
	return synth.Generate(ctx, dir, options)
}

func summaryPath(root string) string { return filepath.Join(root, "summary.json") }

// GeneratedIn is the generated tree in workdir/tree, where people can look at it afterwards. A tree that is there
// already is used again if it is the same one, and else refused.
func GeneratedIn(ctx context.Context, workdir string, options synth.Options) (Tree, error) {
	root := filepath.Join(workdir, "tree")
	note := filepath.Join(workdir, "tree.json")
	var kept keptTree
	err := readJSON(note, &kept)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		kept.Options = options
		if kept.Summary, err = GenerateAt(ctx, root, options); err == nil {
			err = writeJSON(note, kept)
		}
	case err == nil && kept.Options != options:
		err = fmt.Errorf("%s holds the tree of seed %d and scale %g, not of %d and %g: name another folder or remove it",
			root, kept.Options.Seed, kept.Options.Scale, options.Seed, options.Scale)
	}
	if err != nil {
		return Tree{}, err
	}
	return generated(root, kept.Summary, options), nil
}

func generated(root string, summary synth.Summary, options synth.Options) Tree {
	return Tree{
		Root: root, Expected: int64(summary.Files), Counted: true,
		Seed: options.Seed, Scale: options.Scale,
	}
}

// Origin tells the tree from others; it walks it.
func (t Tree) Origin() (TreeOrigin, error) {
	digest, err := Digest(t.Root)
	return TreeOrigin{Real: t.Real, Seed: t.Seed, Scale: t.Scale, Files: t.Expected, Digest: digest}, err
}

// keptTree tells which tree a work folder holds.
type keptTree struct {
	Options synth.Options `json:"options"`
	Summary synth.Summary `json:"summary"`
}
