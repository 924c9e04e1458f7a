package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Writer builds a new index. It is for one goroutine.
type Writer struct {
	store        *Store
	conn         *sql.Conn
	files, total int64 // rows written: the next file's and chunk's id
	done         bool
}

func newWriter(ctx context.Context, s *Store) (*Writer, error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to index %s: %w", s.path, err)
	}
	return &Writer{store: s, conn: conn}, nil
}

// Append adds one file and its chunks, none for a skipped file.
func (w *Writer) Append(ctx context.Context, file File, chunks []Chunk) error {
	if w.done {
		return fmt.Errorf("write index %s: %w", w.store.path, ErrClosed)
	}
	if err := w.append(ctx, file, chunks); err != nil {
		return fmt.Errorf("write %s to index %s: %w", file.Path, w.store.path, err)
	}
	return nil
}

func (w *Writer) append(ctx context.Context, file File, chunks []Chunk) error {
	tx, err := w.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := w.insert(ctx, tx, file, chunks); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (w *Writer) insert(ctx context.Context, tx *sql.Tx, file File, chunks []Chunk) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO "+building+".files VALUES (?, ?, ?, ?, ?, ?, ?)",
		w.files, file.Path, file.Size, file.ModTime.UTC(), file.Hash, file.Language, file.Skipped)
	if err != nil {
		return err
	}
	for _, chunk := range chunks {
		_, err := tx.ExecContext(ctx, "INSERT INTO "+building+".chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			w.total, w.files, chunk.Language, chunk.FirstLine, chunk.LastLine, chunk.Content, chunk.Context,
			strings.Join(chunk.Names, "\n"), chunk.Hash)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO "+building+".vectors VALUES (?, ?)", w.total, chunk.Vector)
		if err != nil {
			return err
		}
		w.total++
	}
	w.files++
	return nil
}

// Commit completes the new index and puts it in force. The Writer is closed whatever Commit returns; after an error
// the former index is still in force.
func (w *Writer) Commit(ctx context.Context) error {
	return w.finish(func() error {
		if err := w.store.writeMetadata(ctx); err != nil {
			return errors.Join(err, w.store.dropBuilding())
		}
		return w.store.putInForce(ctx)
	})
}

// Discard gives the new index up; the former one stays in force. After Commit or an earlier Discard it does nothing,
// so that it can be deferred.
func (w *Writer) Discard() error {
	if w.done {
		return nil
	}
	return w.finish(w.store.dropBuilding)
}

// finish closes the connection, then runs last under the store's lock.
func (w *Writer) finish(last func() error) error {
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	if w.done {
		return fmt.Errorf("write index %s: %w", w.store.path, ErrClosed)
	}
	w.done = true
	w.store.writing = false
	return errors.Join(w.conn.Close(), last())
}
