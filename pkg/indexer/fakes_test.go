package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// memoryStore is a store of which a spec can see everything.
type memoryStore struct {
	mu        sync.Mutex
	files     map[string]store.File
	chunks    map[string][]store.Chunk
	last      string // the path appended last
	committed bool
	discarded bool
	appended  func(store.File) error // called before each append; nil does nothing
	// discardErr is what Discard returns.
	discardErr error
	// foundErr is what Found returns.
	foundErr error

	before  store.Stats           // the current run
	found   map[string]store.File // by the update under way; nil while a full index is written
	touched []string              // by the last update
}

func (s *memoryStore) Replace(context.Context) (indexer.Writer, error) {
	s.remember()
	s.files, s.chunks = map[string]store.File{}, map[string][]store.Chunk{}
	s.committed, s.discarded, s.found = false, false, nil
	return s, nil
}

func (s *memoryStore) Update(context.Context) (indexer.Updater, error) {
	if s.files == nil {
		return nil, fmt.Errorf("no index yet: %w", store.ErrFullNeeded)
	}
	s.remember()
	s.committed, s.discarded, s.found, s.touched = false, false, map[string]store.File{}, nil
	return s, nil
}

// Stats counts the files that were indexed before the run.
func (s *memoryStore) Stats(context.Context) (store.Stats, error) { return s.before, nil }

// remember counts the files that are indexed.
func (s *memoryStore) remember() {
	s.before = store.Stats{}
	for _, file := range s.files {
		if file.Skipped == store.NotSkipped {
			s.before.Files++
		}
	}
}

func (s *memoryStore) Found(_ context.Context, file store.File) error {
	s.found[file.Path] = file
	return s.foundErr
}

func (s *memoryStore) Changed(_ context.Context, visit func(found, old store.File) error) error {
	for path, found := range s.found {
		s.mu.Lock()
		old, held := s.files[path]
		s.mu.Unlock()
		if held && old.Skipped == store.NotSkipped && old.Size == found.Size && old.ModTime.Equal(found.ModTime) {
			continue
		}
		if err := visit(found, old); err != nil {
			return err
		}
	}
	return nil
}

func (s *memoryStore) Touch(_ context.Context, file store.File) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.files[file.Path]
	held.Size, held.ModTime = file.Size, file.ModTime
	s.files[file.Path] = held
	s.touched = append(s.touched, file.Path)
	return nil
}

func (s *memoryStore) Append(_ context.Context, file store.File, chunks []store.Chunk) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.appended != nil {
		if err := s.appended(file); err != nil {
			return err
		}
	}
	if _, twice := s.files[file.Path]; twice && s.found == nil {
		return errors.New("appended twice: " + file.Path)
	}
	s.last = file.Path
	s.files[file.Path] = file
	s.chunks[file.Path] = append([]store.Chunk(nil), chunks...)
	return nil
}

func (s *memoryStore) AppendMore(_ context.Context, chunks []store.Chunk) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chunks[s.last] = append(s.chunks[s.last], chunks...)
	return nil
}

func (s *memoryStore) Commit(context.Context) error {
	s.committed = true
	for path := range s.files {
		if _, still := s.found[path]; s.found != nil && !still {
			delete(s.files, path)
			delete(s.chunks, path)
		}
	}
	return nil
}

func (s *memoryStore) Discard() error { s.discarded = true; return s.discardErr }

// embedderFunc embeds with a function.
type embedderFunc func(ctx context.Context, texts []string) ([][]float32, error)

func (embedderFunc) Model() string  { return "function" }
func (embedderFunc) Dimension() int { return embed.Dimension }
func (f embedderFunc) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	return f(ctx, texts)
}

// chunkerFunc splits with a function.
type chunkerFunc func(ctx context.Context, path string, source []byte) ([]chunk.Chunk, error)

func (f chunkerFunc) Split(ctx context.Context, path string, source []byte) (iter.Seq[chunk.Chunk], error) {
	chunks, err := f(ctx, path, source)
	return slices.Values(chunks), err
}

// tree writes files below a new folder.
func tree(files map[string]string) string {
	GinkgoHelper()
	root := GinkgoT().TempDir()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
		Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
	}
	return root
}

// realParts are the parts of production, but for the store and the embedder.
func realParts(root string, s indexer.Store) indexer.Parts {
	GinkgoHelper()
	cfg := config.Default()
	walker, err := indexer.NewWalker(root, cfg)
	Expect(err).NotTo(HaveOccurred())
	return indexer.Parts{Walker: walker, Chunker: indexer.NewChunker(cfg, 0), Embedder: embed.Fake{}, Store: s}
}

func newIndexer(root string, parts indexer.Parts) *indexer.Indexer {
	GinkgoHelper()
	ix, err := indexer.New(root, parts, indexer.Options{})
	Expect(err).NotTo(HaveOccurred())
	return ix
}

// vanishing removes a file just before it hands it on.
type vanishing struct{ victim string }

func (v vanishing) Walk(ctx context.Context, visit func(walk.Entry) error) error {
	if err := os.Remove(v.victim); err != nil {
		return err
	}
	return visitAll(ctx, visit, "a.py", filepath.Base(v.victim))
}

// failingWalker finds one file, and then an error.
type failingWalker struct{}

func (failingWalker) Walk(ctx context.Context, visit func(walk.Entry) error) error {
	return errors.Join(visitAll(ctx, visit, "same.py"), errors.New("the walk is lost"))
}

func visitAll(ctx context.Context, visit func(walk.Entry) error, paths ...string) error {
	for _, path := range paths {
		if err := visit(walk.Entry{Path: path, Size: 6}); err != nil {
			return err
		}
	}
	return ctx.Err()
}
