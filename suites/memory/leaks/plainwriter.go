package leaks

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	duckdb "github.com/marcboeker/go-duckdb/v2"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

// plainWriter appends rows as the real writer does, but flushes them only where a transaction ends.
type plainWriter struct {
	conn           *sql.Conn
	perTransaction int64 // chunks; 0 for one transaction for everything
	files, chunks  int64 // the next ids
	committed      int64 // chunks
	tables         map[string]*duckdb.Appender
	done           bool
}

func newPlainWriter(ctx context.Context, db *sql.DB, perTransaction int64) (indexer.Writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &plainWriter{conn: conn, perTransaction: perTransaction, tables: map[string]*duckdb.Appender{}}
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	err = conn.Raw(func(raw any) (err error) {
		for _, table := range []string{"files", "chunks", "vectors"} {
			if w.tables[table], err = duckdb.NewAppenderFromConn(raw.(driver.Conn), "", table); err != nil {
				delete(w.tables, table)
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, w.Discard())
	}
	return w, nil
}

func (w *plainWriter) Append(ctx context.Context, file store.File, chunks []store.Chunk) error {
	w.files++
	if err := w.tables["files"].AppendRow(w.files-1, file.Path, uint8(file.Skipped)); err != nil {
		return err
	}
	return w.AppendMore(ctx, chunks)
}

func (w *plainWriter) AppendMore(ctx context.Context, chunks []store.Chunk) error {
	var err error
	for _, chunk := range chunks {
		if err == nil {
			err = w.tables["chunks"].AppendRow(w.chunks, w.files-1, chunk.Content, chunk.Context, chunk.Hash)
		}
		if err == nil {
			err = w.tables["vectors"].AppendRow(w.chunks, chunk.Vector)
		}
		w.chunks++
	}
	if err == nil && w.perTransaction > 0 && w.chunks-w.committed >= w.perTransaction {
		err = w.next(ctx)
	}
	return errors.Join(err, ctx.Err())
}

// next commits and begins anew.
func (w *plainWriter) next(ctx context.Context) error {
	w.committed = w.chunks
	for _, appender := range w.tables {
		if err := appender.Flush(); err != nil {
			return err
		}
	}
	_, err := w.conn.ExecContext(ctx, "COMMIT; BEGIN")
	return err
}

func (w *plainWriter) Commit(ctx context.Context) error {
	return errors.Join(w.closeTables(), w.end(ctx, "COMMIT"))
}

func (w *plainWriter) Discard() error {
	if w.done {
		return nil
	}
	_ = w.closeTables() // complains of what led here
	return w.end(context.Background(), "ROLLBACK")
}

func (w *plainWriter) closeTables() error {
	var problems []error
	for _, appender := range w.tables {
		problems = append(problems, appender.Close())
	}
	return errors.Join(problems...)
}

func (w *plainWriter) end(ctx context.Context, how string) error {
	w.done = true
	_, err := w.conn.ExecContext(ctx, how)
	return errors.Join(err, w.conn.Close())
}
