package workload

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/memory/leaks"
)

// Setup says what is indexed, and under which guard.
type Setup struct {
	Tree        string        `json:"tree"`     // root of the source tree
	Database    string        `json:"database"` // the index file to write; its folder exists
	Files       int64         `json:"files"`    // of the tree, where the task asks how many there are
	Home        string        `json:"home"`     // stands in for the home directory, so that no developer's configuration is read
	Leak        string        `json:"leak"`     // what to inject on purpose, as the flag gives it; empty for nothing
	Sown        leaks.Sown    `json:"sown"`     // what to leak to measure the suite itself; zero for nothing
	Ceiling     gmem.Bytes    `json:"ceiling_bytes"`
	SampleEvery time.Duration `json:"sample_every_nanoseconds"`
	Random      bool          `json:"random_vectors"` // to embed as pseudo-random numbers, which don't compress, and not as zeros
	Short       bool          `json:"short_vectors"`  // to embed as very few numbers, which cost next to nothing
	Threads     bool          `json:"threads"`        // to have each search of a round come from another thread
}

// watch returns how the work is sampled.
func (s Setup) watch(progress func() gmem.Progress) gmem.WatchOptions {
	return gmem.WatchOptions{Every: s.SampleEvery, Ceiling: s.Ceiling, Progress: progress}
}

// parts are the opened parts of one index.
type parts struct {
	index   leaks.Index
	indexer *indexer.Indexer
}

// open assembles the indexer from its real parts, with the leak in them; only the embedder is a fake.
func open(ctx context.Context, setup Setup) (*parts, error) {
	index, ix, err := assemble(ctx, setup, embedderOf(setup), func(*indexer.Parts) {})
	if err != nil {
		return nil, err
	}
	return &parts{index: index, indexer: ix}, nil
}

// assemble does so with an embedder of the caller's, and has the caller decorate what the indexer is made of, leak included.
func assemble(
	ctx context.Context, setup Setup, embedder embed.Embedder, decorate func(*indexer.Parts),
) (leaks.Index, *indexer.Indexer, error) {
	cfg, err := config.Load(setup.Tree, setup.Home)
	if err != nil {
		return nil, nil, err
	}
	walker, err := indexer.NewWalker(setup.Tree, cfg)
	if err != nil {
		return nil, nil, err
	}
	injection, err := leaks.Parse(setup.Leak)
	if err != nil {
		return nil, nil, err
	}
	seams := seamsOf(setup, cfg, embedder)
	seams.Walker = walker
	injection.Into(&seams)
	if err := setup.Sown.Into(&seams); err != nil {
		return nil, nil, err
	}
	index, err := seams.Open(ctx)
	if err != nil {
		return nil, nil, err
	}
	parts := indexer.Parts{Walker: seams.Walker, Chunker: seams.Chunker, Embedder: seams.Embedder, Store: index}
	decorate(&parts)
	ix, err := indexer.New(setup.Tree, parts, indexer.Options{})
	if err != nil {
		return nil, nil, errors.Join(err, index.Close())
	}
	return index, ix, nil
}

// seamsOf are the real parts that a leak may decorate.
func seamsOf(setup Setup, cfg config.Config, embedder embed.Embedder) leaks.Parts {
	return leaks.Parts{
		Tree: setup.Tree, Database: setup.Database, Chunker: indexer.NewChunker(cfg, 0), Embedder: embedder,
		Open: func(ctx context.Context) (leaks.Index, error) {
			s, err := store.Open(ctx, setup.Database, indexer.StoreOptions(cfg, 0, embedder))
			if err != nil {
				return nil, err
			}
			return leaks.Real(s), nil
		},
	}
}

// embedderOf is the fake that stands in for a model.
func embedderOf(setup Setup) embed.Embedder {
	switch {
	case setup.Short:
		return shortVectors{}
	case setup.Random:
		return embed.Random{Seed: 1}
	}
	return embed.Fake{}
}

// shortVectors embeds every text as eight zeros.
type shortVectors struct{}

// Model implements embed.Embedder.
func (shortVectors) Model() string { return "fake-short" }

// Dimension implements embed.Embedder.
func (shortVectors) Dimension() int { return small }

// Embed implements embed.Embedder.
func (e shortVectors) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i := range vectors {
		vectors[i] = make([]float32, e.Dimension())
	}
	return vectors, ctx.Err()
}

func (p *parts) progress() gmem.Progress {
	status := p.indexer.Status()
	return gmem.Progress{Done: status.Indexed, At: status.Path}
}

// removeDatabase deletes an index and what lies beside it.
func removeDatabase(path string) error {
	var problems []error
	for _, suffix := range []string{"", ".wal", ".lock"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}
