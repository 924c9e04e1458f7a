package indexer

import (
	"context"
	"fmt"
	"iter"
	"os"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/indexer/walk/git"
	"github.com/embecode/embecode/pkg/store"
)

// Walker streams the files of a tree that are to be indexed.
type Walker interface {
	Walk(ctx context.Context, visit func(walk.Entry) error) error
}

// Chunker splits one file into chunks, and makes each when its turn comes. It is called from several goroutines at once, and
// must not keep source beyond the last chunk. An error that package chunk documents skips the file; any other ends the run.
type Chunker interface {
	Split(ctx context.Context, path string, source []byte) (iter.Seq[chunk.Chunk], error)
}

// Store takes a new index, or an update of the one it holds.
type Store interface {
	Replace(ctx context.Context) (Writer, error)
	// Update returns an error that wraps store.ErrFullNeeded when there is no index that could be updated.
	Update(ctx context.Context) (Updater, error)
	// Stats says what the current index holds; zero where there is none.
	Stats(ctx context.Context) (store.Stats, error)
}

// Writer takes the files of one index. It must not keep the chunks that it is given. After Commit, Discard does nothing.
type Writer interface {
	// Append adds a file with its first chunks, none for a skipped file.
	Append(ctx context.Context, file store.File, chunks []store.Chunk) error
	// AppendMore adds further chunks to the file that was appended last.
	AppendMore(ctx context.Context, chunks []store.Chunk) error
	Commit(ctx context.Context) error
	Discard() error
}

// Updater takes the changes of a tree. First Found is called for every file of the tree, then Changed once; the rest while
// Changed visits and after it, from another goroutine.
type Updater interface {
	Writer // Append replaces what the index holds of that path; Commit removes the files that were not found
	// Found notes a file of the tree as the walk saw it. Skipped is set where that alone tells why it can't be indexed.
	Found(ctx context.Context, file store.File) error
	// Changed visits each file found that differs from what the index holds of it, in old; old has no path for a new file.
	Changed(ctx context.Context, visit func(found, old store.File) error) error
	// Touch notes another size or modification time of a file whose chunks stay.
	Touch(ctx context.Context, file store.File) error
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

func (s inStore) Update(ctx context.Context) (Updater, error) {
	u, err := s.store.Update(ctx)
	if err != nil {
		return nil, err
	}
	return u, nil
}

func (s inStore) Stats(ctx context.Context) (store.Stats, error) { return s.store.Stats(ctx) }

// StoreOptions are the options of the store that keeps the index of this configuration, budget and embedder. An index that
// was made with others can't be updated with these.
func StoreOptions(cfg config.Config, budget Budget, embedder embed.Embedder) store.Options {
	dimension := embedder.Dimension()
	if dimension == 0 {
		dimension = store.NoVectors
	}
	return store.Options{
		Model: embedder.Model(), Dimension: dimension, Fingerprint: Fingerprint(cfg, budget), MemoryLimit: budget.Store(),
	}
}

// NewWalker is the walker that the configuration asks for.
func NewWalker(root string, cfg config.Config) (Walker, error) {
	options := walk.Options{
		Include: cfg.Index.Include, Exclude: cfg.Index.Exclude, DefaultExclude: cfg.Index.DefaultExclude, TreeOnly: !cfg.Index.GitExcludes,
	}
	if cfg.Index.GitExcludes {
		var err error
		if options.UserExcludes, err = git.UserExcludes(os.Getenv); err != nil {
			return nil, printable(root, fmt.Errorf("%w; correct it, or set git_excludes = false", err))
		}
	}
	w, err := walk.New(root, options)
	if err != nil {
		return nil, printable(root, err)
	}
	return w, nil
}

// NewChunker is the chunker that the configuration asks for, with the parsers' share of the memory budget.
func NewChunker(cfg config.Config, budget Budget) Chunker {
	chunker := chunk.New(chunk.Budgets{Default: cfg.Index.Languages["default"], ByLanguage: cfg.Index.Languages},
		chunk.Limits{NativeBytes: budget.Parsers()})
	chunker.SkipDerived = !cfg.Index.Generated
	chunker.EncodingOf = cfg.Index.EncodingOf()
	return chunker
}
