package indexer_test

import (
	"path/filepath"
	"testing"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/synth"
)

// generatedTree is a tree on disk, with the paths of the files that are to be indexed.
type generatedTree struct {
	root  string
	files []string
	bytes int64
}

func generated(b *testing.B, scale float64) generatedTree {
	tree := generatedTree{root: b.TempDir()}
	summary, err := synth.Generate(b.Context(), tree.root, synth.Options{Seed: 1, Scale: scale})
	check(b, err)
	walker, err := indexer.NewWalker(tree.root, config.Default())
	check(b, err)
	check(b, walker.Walk(b.Context(), func(entry walk.Entry) error {
		if _, source := chunk.LanguageOf(entry.Path); source {
			tree.files = append(tree.files, filepath.Join(tree.root, filepath.FromSlash(entry.Path)))
			tree.bytes += entry.Size
		}
		return nil
	}))
	if len(tree.files) != summary.Files {
		b.Fatalf("found %d of %d generated files", len(tree.files), summary.Files)
	}
	return tree
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
