package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"unsafe"
)

// tables are the appenders of an index that is being written. Bound statement parameters are no way to write: this
// driver never frees the elements of a bound slice, about 65 KB for each vector.
type tables struct {
	files, chunks, texts, vectors *appender
	// Of one chunk, reused.
	text    []byte
	terms   []uint32
	weights []uint8
}

// openTables opens an appender for each table of the attached database of the given name. They belong to conn, and see
// its transaction.
func openTables(conn *sql.Conn, database string) (*tables, error) {
	t := &tables{}
	err := conn.Raw(func(raw any) (err error) {
		for _, table := range []struct {
			appender **appender
			name     string
		}{{&t.files, "files"}, {&t.chunks, "chunks"}, {&t.texts, "texts"}, {&t.vectors, "vectors"}} {
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

func (t *tables) all() []*appender { return []*appender{t.files, t.chunks, t.texts, t.vectors} }

func (t *tables) appendFile(id int64, file *File) error {
	put(t.files, 0, id)
	t.files.putText(1, file.Path)
	put(t.files, 2, file.Size)
	put(t.files, 3, file.ModTime.UnixMicro())
	t.files.putText(4, file.Hash)
	put(t.files, 5, uint8(file.Skipped))
	return t.files.next()
}

func (t *tables) appendChunk(id, file, unit int64, chunk *Chunk, terms []weighedTerm) error {
	put(t.chunks, 0, id)
	put(t.chunks, 1, file)
	t.chunks.putText(2, chunk.Language)
	put(t.chunks, 3, int32(chunk.FirstLine))
	put(t.chunks, 4, int32(chunk.LastLine))
	put(t.chunks, 5, int32(len(chunk.Content)))
	put(t.chunks, 6, int32(len(chunk.Context)))
	t.chunks.putText(7, chunk.Hash)
	put(t.chunks, 8, unit)
	if err := errors.Join(t.putTerms(terms), t.chunks.next()); err != nil {
		return err
	}
	if err := t.appendTexts(id, chunk); err != nil {
		return err
	}
	if len(chunk.Vector) == 0 {
		return nil
	}
	return t.appendVector(id, chunk.Vector)
}

func (t *tables) putTerms(terms []weighedTerm) error {
	t.terms, t.weights = t.terms[:0], t.weights[:0]
	for _, weighed := range terms {
		t.terms, t.weights = append(t.terms, weighed.term), append(t.weights, weighed.weight)
	}
	return errors.Join(putList(t.chunks, 9, t.terms), putList(t.chunks, 10, t.weights))
}

// appendTexts appends content, context and names as one text.
func (t *tables) appendTexts(id int64, chunk *Chunk) error {
	t.text = append(append(t.text[:0], chunk.Content...), chunk.Context...)
	for i, name := range chunk.Names {
		if i > 0 {
			t.text = append(t.text, '\n')
		}
		t.text = append(t.text, name...)
	}
	for n, rest := int32(0), t.text; len(rest) > 0; n++ {
		var slice []byte
		slice, rest = cutSlice(rest)
		put(t.texts, 0, id)
		put(t.texts, 1, n)
		t.texts.putText(2, unsafe.String(unsafe.SliceData(slice), len(slice)))
		if err := t.texts.next(); err != nil {
			return err
		}
	}
	return nil
}

func (t *tables) appendVector(chunk int64, vector []float32) error {
	count, length := vectorSlices(len(vector))
	for n := range count {
		put(t.vectors, 0, chunk)
		put(t.vectors, 1, int32(n))
		t.vectors.putVector(2, vector[n*length:min((n+1)*length, len(vector))], length)
		if err := t.vectors.next(); err != nil {
			return err
		}
	}
	return nil
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
