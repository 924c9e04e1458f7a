package workload

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
}

// GenerateAt writes the generated tree into a folder of the caller's, which must be empty or not exist.
func GenerateAt(ctx context.Context, dir string, options synth.Options) (Tree, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Tree{}, fmt.Errorf("generate the tree: %w", err)
	}
	summary, err := synth.Generate(ctx, dir, options)
	return Tree{Root: dir, Expected: int64(summary.Files), Counted: true}, err
}

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
		var tree Tree
		if tree, err = GenerateAt(ctx, root, options); err == nil {
			kept.Files = tree.Expected
			err = writeJSON(note, kept)
		}
	case err == nil && kept.Options != options:
		err = fmt.Errorf("%s holds the tree of seed %d and scale %g, not of %d and %g: name another folder or remove it",
			root, kept.Options.Seed, kept.Options.Scale, options.Seed, options.Scale)
	}
	if err != nil {
		return Tree{}, err
	}
	return Tree{Root: root, Expected: kept.Files, Counted: true}, nil
}

// keptTree tells which tree a work folder holds.
type keptTree struct {
	Options synth.Options `json:"options"`
	Files   int64         `json:"files"`
}
