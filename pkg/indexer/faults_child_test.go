package indexer_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

var (
	flagFaults = flag.Int("faults", 20, "kill and cancel at `N` random moments of each kind of run")

	flagChildTree   = flag.String("child-tree", "", "for the suite's own child processes: index the tree at `PATH`")
	flagChildIndex  = flag.String("child-index", "", "for the suite's own child processes: into the index at `PATH`")
	flagChildUpdate = flag.Bool("child-update", false, "for the suite's own child processes: by an update")
)

// began is what a child prints when it starts to index.
const began = "began"

// TestIndexChild is the work of a child process, which is to be killed.
func TestIndexChild(t *testing.T) {
	if *flagChildTree == "" {
		return
	}
	onDisk := onDisk{tree: *flagChildTree, path: *flagChildIndex, embedder: embed.Random{}}
	err := onDisk.run(t.Context(), *flagChildUpdate, func() { fmt.Println(began) })
	if err != nil {
		t.Fatal(err)
	}
}

// onDisk is an indexer with the parts of production, but for the embedder.
type onDisk struct {
	tree, path string
	embedder   embed.Embedder
	python     int // the chunk size limit of Python; 0 for the default
	allowEmpty bool
}

// run opens the index, brings it up to date and closes it. begin is called when it starts to index.
func (d onDisk) run(ctx context.Context, update bool, begin func()) error {
	s, err := store.Open(ctx, d.path, store.Options{Model: "fake-random", Dimension: embed.Dimension})
	if err != nil {
		return err
	}
	ix, err := d.indexer(s)
	if err == nil {
		begin()
		if update {
			err = ix.Update(ctx)
		} else {
			err = ix.FullIndex(ctx)
		}
	}
	return errors.Join(err, s.Close())
}

func (d onDisk) indexer(s *store.Store) (*indexer.Indexer, error) {
	cfg := config.Default()
	if d.python > 0 {
		cfg.Index.Languages["python"] = d.python
	}
	walker, err := indexer.NewWalker(d.tree, cfg)
	if err != nil {
		return nil, err
	}
	return indexer.New(d.tree, indexer.Parts{
		Walker: walker, Chunker: indexer.NewChunker(cfg, 0), Embedder: d.embedder, Store: indexer.InStore(s),
	}, indexer.Options{AllowEmpty: d.allowEmpty})
}
