package indexer

import (
	"context"

	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// Walker streams the files of a tree that are to be indexed.
type Walker interface {
	Walk(ctx context.Context, visit func(walk.Entry) error) error
}

// Chunker cuts one file into chunks. It is called from several goroutines at once, and must not keep source.
type Chunker interface {
	Cut(ctx context.Context, path string, source []byte) ([]chunk.Chunk, error)
}

// Store takes a new index.
type Store interface {
	Replace(ctx context.Context) (Writer, error)
}

// Writer takes the files of one index. After Commit, Discard does nothing.
type Writer interface {
	// Append adds a file with its first chunks, none for a skipped file.
	Append(ctx context.Context, file store.File, chunks []store.Chunk) error
	// AppendMore adds further chunks to the file that was appended last.
	AppendMore(ctx context.Context, chunks []store.Chunk) error
	Commit(ctx context.Context) error
	Discard() error
}

// InStore lets a *store.Store be the Store of an indexer.
func InStore(s *store.Store) Store { return inStore{s} }

type inStore struct{ store *store.Store }

func (s inStore) Replace(ctx context.Context) (Writer, error) {
	w, err := s.store.Replace(ctx)
	if err != nil {
		return nil, err // not a Writer holding a nil pointer
	}
	return w, nil
}

// NewWalker is the walker that the configuration asks for.
func NewWalker(root string, cfg config.Config) (Walker, error) {
	return walk.New(root, walk.Options{Include: cfg.Index.Include, Exclude: cfg.Index.Exclude})
}

// NewChunker is the chunker that the configuration asks for.
func NewChunker(cfg config.Config) Chunker {
	return chunk.New(chunk.Budgets{Default: cfg.Index.Languages["default"], ByLanguage: cfg.Index.Languages}, chunk.Limits{})
}
