package leaks

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"

	duckdb "github.com/marcboeker/go-duckdb/v2"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/store"
)

// side is a small database beside the index, for what leaks there. It is opened with the first file, so that it belongs
// to the warm-up, and never closed.
var side = sync.OnceValues(func() (*sql.DB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	_, err = db.Exec("CREATE TABLE chunks (id BIGINT, embedding FLOAT[768])")
	return db, err
})

// onSide does something with the side database before each file that is appended.
func onSide(parts *Parts, do func(ctx context.Context, db *sql.DB) error) {
	parts.perAppend(func(store.File, []store.Chunk) error {
		db, err := side()
		if err != nil {
			return fmt.Errorf("open the side database: %w", err)
		}
		return do(context.Background(), db)
	})
}

// onSideRaw does so with the driver's own connection, which goes back to its pool afterwards.
func onSideRaw(parts *Parts, do func(ctx context.Context, raw any) error) {
	onSide(parts, func(ctx context.Context, db *sql.DB) error {
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		return errors.Join(conn.Raw(func(raw any) error { return do(ctx, raw) }), conn.Close())
	})
}

func openAppenders(parts *Parts, _ gmem.Bytes) {
	onSideRaw(parts, func(_ context.Context, raw any) error {
		appender, err := duckdb.NewAppenderFromConn(raw.(driver.Conn), "", "chunks")
		if err != nil {
			return err
		}
		hold(appender)
		return appender.AppendRow(int64(1), make([]float32, 768))
	})
}

func openStatements(parts *Parts, _ gmem.Bytes) {
	onSideRaw(parts, func(ctx context.Context, raw any) error {
		statement, err := raw.(driver.ConnPrepareContext).PrepareContext(ctx, "SELECT id FROM chunks WHERE id = ?")
		hold(statement)
		return err
	})
}

func openRows(parts *Parts, _ gmem.Bytes) { onSide(parts, abandonRows) }

// abandonRows leaves the rows of a query open.
func abandonRows(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT range FROM range(5000)") //nolint:sqlclosecheck // this is the leak
	if err != nil {
		return err
	}
	hold(rows)
	rows.Next()
	return rows.Err()
}

func openConnections(parts *Parts, _ gmem.Bytes) {
	onSide(parts, func(ctx context.Context, db *sql.DB) error {
		conn, err := db.Conn(ctx)
		hold(conn)
		return err
	})
}
