package indexer_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

// indexIntoFile builds a full index with incompressible vectors in a new database.
func indexIntoFile(b *testing.B, root string) indexer.Status {
	embedder := embed.Random{Seed: 1}
	path := filepath.Join(b.TempDir(), "index.duckdb")
	s, err := store.Open(b.Context(), path, store.Options{Model: embedder.Model(), Dimension: embedder.Dimension()})
	check(b, err)
	status := indexInto(b, root, indexer.InStore(s), embedder)
	check(b, s.Close())
	check(b, os.Remove(path))
	return status
}

func indexInto(b *testing.B, root string, s indexer.Store, embedder embed.Embedder) indexer.Status {
	cfg := config.Default()
	walker, err := indexer.NewWalker(root, cfg)
	check(b, err)
	ix, err := indexer.New(root, indexer.Parts{
		Walker: walker, Chunker: indexer.NewChunker(cfg, 0), Embedder: embedder, Store: s,
	}, indexer.Options{})
	check(b, err)
	check(b, ix.FullIndex(b.Context()))
	return ix.Status()
}

// discarding is a store that keeps nothing.
type discarding struct{}

func (discarding) Replace(context.Context) (indexer.Writer, error) { return discarding{}, nil }

func (discarding) Update(context.Context) (indexer.Updater, error) {
	return nil, store.ErrFullNeeded
}

func (discarding) Stats(context.Context) (store.Stats, error)              { return store.Stats{}, nil }
func (discarding) Append(context.Context, store.File, []store.Chunk) error { return nil }
func (discarding) AppendMore(context.Context, []store.Chunk) error         { return nil }
func (discarding) Commit(context.Context) error                            { return nil }
func (discarding) Discard() error                                          { return nil }

// noVectors embeds everything as one and the same vector.
type noVectors struct{}

var sameVector = make([]float32, embed.Dimension)

func (noVectors) Model() string  { return "none" }
func (noVectors) Dimension() int { return embed.Dimension }
func (noVectors) Embed(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i := range vectors {
		vectors[i] = sameVector
	}
	return vectors, nil
}
