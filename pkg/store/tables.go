package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
)

// tables are the appenders of an index that is being written. Bound statement parameters are no way to write: this
// driver never frees the elements of a bound slice, about 65 KB for each vector.
type tables struct {
	files, chunks, vectors *appender
}

// openTables opens an appender for each table of the attached database of the given name. They belong to conn, and see
// its transaction.
func openTables(conn *sql.Conn, database string) (*tables, error) {
	t := &tables{}
	err := conn.Raw(func(raw any) (err error) {
		for _, table := range []struct {
			appender **appender
			name     string
		}{{&t.files, "files"}, {&t.chunks, "chunks"}, {&t.vectors, "vectors"}} {
			if *table.appender, err = newAppender(raw.(driver.Conn), database, table.name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

func (t *tables) all() []*appender { return []*appender{t.files, t.chunks, t.vectors} }

func (t *tables) appendFile(id int64, file *File) error {
	put(t.files, 0, id)
	t.files.putText(1, file.Path)
	put(t.files, 2, file.Size)
	put(t.files, 3, file.ModTime.UnixMicro())
	t.files.putText(4, file.Hash)
	put(t.files, 5, uint8(file.Skipped))
	return t.files.next()
}

func (t *tables) appendChunk(id, file int64, chunk *Chunk) error {
	put(t.chunks, 0, id)
	put(t.chunks, 1, file)
	t.chunks.putText(2, chunk.Language)
	put(t.chunks, 3, int32(chunk.FirstLine))
	put(t.chunks, 4, int32(chunk.LastLine))
	t.chunks.putText(5, chunk.Content)
	t.chunks.putText(6, chunk.Context)
	t.chunks.putText(7, strings.Join(chunk.Names, "\n"))
	t.chunks.putText(8, chunk.Hash)
	if len(chunk.Vector) == 0 {
		return t.chunks.next()
	}
	put(t.vectors, 0, id)
	t.vectors.putVector(1, chunk.Vector)
	return errors.Join(t.chunks.next(), t.vectors.next())
}

// flush hands the waiting rows to the transaction.
func (t *tables) flush() error {
	for _, appender := range t.all() {
		if err := appender.flush(); err != nil {
			return err
		}
	}
	return nil
}

// close closes every appender, also after an error in one of them. Rows that were not flushed may be lost. Closing
// twice is harmless.
func (t *tables) close() error {
	var problems []error
	for _, appender := range t.all() {
		if appender != nil {
			problems = append(problems, appender.close())
		}
	}
	return errors.Join(problems...)
}
