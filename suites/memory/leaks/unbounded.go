package leaks

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"

	duckdb "github.com/marcboeker/go-duckdb/v2"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

func oneTransaction(parts *Parts, _ gmem.Bytes) error {
	path := parts.Database
	parts.Open = func(ctx context.Context) (Index, error) { return openPlain(ctx, path, newOneTransaction) }
	return nil
}

// oneTransactionWriter appends everything to one transaction.
type oneTransactionWriter struct {
	conn          *sql.Conn
	files, chunks int64 // the next ids
	tables        map[string]*duckdb.Appender
	done          bool
}

func newOneTransaction(ctx context.Context, db *sql.DB) (indexer.Writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &oneTransactionWriter{conn: conn, tables: map[string]*duckdb.Appender{}}
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

func (w *oneTransactionWriter) Append(ctx context.Context, file store.File, chunks []store.Chunk) error {
	err := w.tables["files"].AppendRow(w.files, file.Path, file.Skipped)
	for _, chunk := range chunks {
		if err == nil {
			err = w.tables["chunks"].AppendRow(w.chunks, w.files, chunk.Content, chunk.Context, chunk.Hash)
		}
		if err == nil {
			err = w.tables["vectors"].AppendRow(w.chunks, chunk.Vector)
		}
		w.chunks++
	}
	w.files++
	return errors.Join(err, ctx.Err())
}

func (w *oneTransactionWriter) Commit(ctx context.Context) error {
	return errors.Join(w.closeTables(), w.end(ctx, "COMMIT"))
}

func (w *oneTransactionWriter) Discard() error {
	if w.done {
		return nil
	}
	_ = w.closeTables() // complains of what led here
	return w.end(context.Background(), "ROLLBACK")
}

func (w *oneTransactionWriter) closeTables() error {
	var problems []error
	for _, appender := range w.tables {
		problems = append(problems, appender.Close())
	}
	return errors.Join(problems...)
}

func (w *oneTransactionWriter) end(ctx context.Context, how string) error {
	w.done = true
	_, err := w.conn.ExecContext(ctx, how)
	return errors.Join(err, w.conn.Close())
}

// collectFirst keeps every file until the commit.
func collectFirst(parts *Parts, _ gmem.Bytes) error {
	open := parts.Open
	parts.Open = func(ctx context.Context) (Index, error) {
		index, err := open(ctx)
		return collecting{index}, err
	}
	return nil
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

func (w *collectingWriter) Commit(ctx context.Context) error {
	for i, file := range w.files {
		if err := w.Writer.Append(ctx, file, w.chunks[i]); err != nil {
			return err
		}
	}
	return w.Writer.Commit(ctx)
}
