package leaks

import (
	"context"
	"iter"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/store"
)

// Index is what an index file is to a run: it is written through, searched, asked for its statistics and closed.
type Index interface {
	indexer.Store
	Search(ctx context.Context, query store.Query) ([]store.Match, error)
	ChunksByHash(ctx context.Context, hash string, limit int) ([]store.Match, error)
	FilesByHash(ctx context.Context, hash string, limit int) ([]store.File, error)
	Skipped(ctx context.Context, examples int) ([]store.SkippedFiles, error)
	Nearest(ctx context.Context, vector []float32, k int) ([]store.Match, error)
	FileAt(ctx context.Context, path string, visit func(store.Chunk) error) (store.File, error)
	Stats(ctx context.Context) (store.Stats, error)
	Close() error
}

// Real is the index of production.
func Real(s *store.Store) Index { return realIndex{indexer.InStore(s), s} }

// realIndex writes through the indexer's seam and does the rest itself.
type realIndex struct {
	seam indexer.Store
	*store.Store
}

func (i realIndex) Replace(ctx context.Context) (indexer.Writer, error) { return i.seam.Replace(ctx) }

func (i realIndex) Update(ctx context.Context) (indexer.Updater, error) { return i.seam.Update(ctx) }

// Parts are the seams of an indexer before it is assembled. An injection replaces some of them.
type Parts struct {
	Tree     string // the root that is indexed
	Database string // the path of the index
	Walker   indexer.Walker
	Chunker  indexer.Chunker
	Embedder embed.Embedder
	// Open opens the index. It is a function so that an entry can write the file itself.
	Open func(ctx context.Context) (Index, error)
}

// perFile lets do happen once for each file that is chunked.
func (p *Parts) perFile(do func(path string, source []byte) error) {
	p.Chunker = perFile{p.Chunker, do}
}

type perFile struct {
	indexer.Chunker
	do func(path string, source []byte) error
}

func (c perFile) Split(ctx context.Context, path string, source []byte) (iter.Seq[chunk.Chunk], error) {
	if err := c.do(path, source); err != nil {
		return nil, err
	}
	return c.Chunker.Split(ctx, path, source)
}

// perAppend lets do happen before each file that is appended, on the one goroutine that writes.
func (p *Parts) perAppend(do func(file store.File, chunks []store.Chunk) error) {
	p.wrapped(func(index Index) Index { return appending{index, do} })
}

// wrapped has the index be another one.
func (p *Parts) wrapped(wrap func(Index) Index) {
	open := p.Open
	p.Open = func(ctx context.Context) (Index, error) {
		index, err := open(ctx)
		if err != nil {
			return nil, err
		}
		return wrap(index), nil
	}
}

type appending struct {
	Index
	do func(file store.File, chunks []store.Chunk) error
}

func (i appending) Replace(ctx context.Context) (indexer.Writer, error) {
	writer, err := i.Index.Replace(ctx)
	if err != nil {
		return nil, err
	}
	return appendingWriter{writer, i.do}, nil
}

func (i appending) Update(ctx context.Context) (indexer.Updater, error) {
	updater, err := i.Index.Update(ctx)
	if err != nil {
		return nil, err
	}
	return appendingUpdater{updater, i.do}, nil
}

type appendingUpdater struct {
	indexer.Updater
	do func(file store.File, chunks []store.Chunk) error
}

func (u appendingUpdater) Append(ctx context.Context, file store.File, chunks []store.Chunk) error {
	return appendingWriter{u.Updater, u.do}.Append(ctx, file, chunks)
}

type appendingWriter struct {
	indexer.Writer
	do func(file store.File, chunks []store.Chunk) error
}

func (w appendingWriter) Append(ctx context.Context, file store.File, chunks []store.Chunk) error {
	if err := w.do(file, chunks); err != nil {
		return err
	}
	return w.Writer.Append(ctx, file, chunks)
}
