package leaks

import (
	"context"
	"database/sql"
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// boundedTransaction is how many chunks the real store puts into one transaction.
const boundedTransaction = 8192

// unlimitedPool takes DuckDB's default settings altogether: the limit of 80 % of the machine's memory, and row groups of
// the default size. With the store's small row groups the pool stays small even without a limit: what is written is
// written for good, and never read again.
func unlimitedPool(parts *Parts, _ gmem.Bytes) { plain(parts, boundedTransaction) }

func oneTransaction(parts *Parts, _ gmem.Bytes) { plain(parts, 0) }

// plain writes a plain index with so many chunks to a transaction, and everything in one for 0.
func plain(parts *Parts, perTransaction int64) {
	path := parts.Database
	parts.Open = func(ctx context.Context) (Index, error) {
		return openPlain(ctx, path, func(ctx context.Context, db *sql.DB) (indexer.Writer, error) {
			return newPlainWriter(ctx, db, perTransaction)
		})
	}
}

// listFirst keeps what the walk finds until all of it has been visited.
func listFirst(parts *Parts, _ gmem.Bytes) {
	parts.Walker = listing{parts.Walker}
}

type listing struct{ indexer.Walker }

func (w listing) Walk(ctx context.Context, visit func(walk.Entry) error) error {
	var all []walk.Entry
	err := w.Walker.Walk(ctx, func(entry walk.Entry) error { all = append(all, entry); return nil })
	for i := 0; i < len(all) && err == nil; i++ {
		err = visit(all[i])
	}
	return err
}

// collectFirst keeps every file until the commit.
func collectFirst(parts *Parts, _ gmem.Bytes) {
	parts.wrapped(func(index Index) Index { return collecting{index} })
}

type collecting struct{ Index }

func (i collecting) Replace(ctx context.Context) (indexer.Writer, error) {
	writer, err := i.Index.Replace(ctx)
	return &collectingWriter{Writer: writer}, err
}

type collectingWriter struct {
	indexer.Writer
	files  []store.File
	chunks [][]store.Chunk
}

func (w *collectingWriter) Append(_ context.Context, file store.File, chunks []store.Chunk) error {
	w.files, w.chunks = append(w.files, file), append(w.chunks, slices.Clone(chunks))
	return nil
}

func (w *collectingWriter) AppendMore(_ context.Context, chunks []store.Chunk) error {
	last := len(w.chunks) - 1
	w.chunks[last] = append(w.chunks[last], chunks...)
	return nil
}

func (w *collectingWriter) Commit(ctx context.Context) error {
	for i, file := range w.files {
		if err := w.Writer.Append(ctx, file, w.chunks[i]); err != nil {
			return err
		}
	}
	return w.Writer.Commit(ctx)
}
