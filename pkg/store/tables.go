package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	duckdb "github.com/marcboeker/go-duckdb/v2"
)

// tables are the appenders of an index that is being built. Bound statement parameters are no way to write: this
// driver never frees the elements of a bound slice, about 65 KB for each vector.
type tables struct {
	files, chunks, vectors *duckdb.Appender
	closed                 bool
}

// openTables opens an appender for each table of the attached database of the given name. They belong to conn, and see
// its transaction.
func openTables(conn *sql.Conn, database string) (*tables, error) {
	t := &tables{}
	err := conn.Raw(func(raw any) (err error) {
		for _, table := range []struct {
			appender **duckdb.Appender
			name     string
		}{{&t.files, "files"}, {&t.chunks, "chunks"}, {&t.vectors, "vectors"}} {
			*table.appender, err = duckdb.NewAppender(raw.(driver.Conn), database, "main", table.name)
			if err != nil {
				return fmt.Errorf("append to table %s: %w", table.name, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

func (t *tables) all() []*duckdb.Appender { return []*duckdb.Appender{t.files, t.chunks, t.vectors} }

func (t *tables) appendFile(id int64, file File) error {
	return t.files.AppendRow(id, file.Path, file.Size, file.ModTime.UTC(), file.Hash, file.Language, file.Skipped)
}

func (t *tables) appendChunk(id, file int64, chunk *Chunk) error {
	err := t.chunks.AppendRow(id, file, chunk.Language, int32(chunk.FirstLine), int32(chunk.LastLine), chunk.Content,
		chunk.Context, strings.Join(chunk.Names, "\n"), chunk.Hash)
	if err != nil {
		return err
	}
	return t.vectors.AppendRow(id, chunk.Vector)
}

// flush hands the waiting rows to the transaction.
func (t *tables) flush() error {
	for _, appender := range t.all() {
		if err := appender.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// close flushes and closes every appender, also after an error in one of them. Closing twice is harmless.
func (t *tables) close() error {
	if t.closed {
		return nil
	}
	t.closed = true
	var problems []error
	for _, appender := range t.all() {
		if appender != nil {
			problems = append(problems, appender.Close())
		}
	}
	return errors.Join(problems...)
}
