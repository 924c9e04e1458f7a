package leaks

import (
	"context"
	"database/sql"
	"errors"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

// boundVectors is how the store of this project wrote at first: see docs/red-first.md.
func boundVectors(parts *Parts, _ gmem.Bytes) {
	path := parts.Database
	parts.Open = func(ctx context.Context) (Index, error) {
		return openPlain(ctx, path, func(_ context.Context, db *sql.DB) (indexer.Writer, error) {
			return &boundWriter{db: db}, nil
		})
	}
}

// boundWriter writes one INSERT per row, with the values bound as parameters.
type boundWriter struct {
	db            *sql.DB
	files, chunks int64 // the next ids
}

func (w *boundWriter) Append(ctx context.Context, file store.File, chunks []store.Chunk) error {
	w.files++
	return w.inTransaction(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO files VALUES (?, ?, ?)", w.files-1, file.Path, uint8(file.Skipped))
		return errors.Join(err, w.insert(ctx, tx, chunks))
	})
}

func (w *boundWriter) AppendMore(ctx context.Context, chunks []store.Chunk) error {
	return w.inTransaction(ctx, func(tx *sql.Tx) error { return w.insert(ctx, tx, chunks) })
}

func (w *boundWriter) inTransaction(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (w *boundWriter) insert(ctx context.Context, tx *sql.Tx, chunks []store.Chunk) error {
	for _, chunk := range chunks {
		_, err := tx.ExecContext(ctx, "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)",
			w.chunks, w.files-1, chunk.Content, chunk.Context, chunk.Hash)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO vectors VALUES (?, ?)", w.chunks, chunk.Vector); err != nil {
			return err
		}
		w.chunks++
	}
	return nil
}

func (w *boundWriter) Commit(context.Context) error { return nil }
func (w *boundWriter) Discard() error               { return nil }
