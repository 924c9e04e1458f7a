package store

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"strings"
)

const (
	// fetchRows is how many rows one query reads by their ids: DuckDB skips the row groups that hold none of a short list.
	fetchRows = 64
	// fetchBytes is how many bytes of text one query reads, beside those of the chunk that exceeds it: the driver holds a
	// whole result.
	fetchBytes = 1_000_000
)

// chunkRow is a chunk as its table holds it, without its texts.
type chunkRow struct {
	id, file                   int64
	contentBytes, contextBytes int
	chunk                      Chunk
}

const chunkColumns = "c.id, c.file_id, c.language, c.first_line, c.last_line, c.content_bytes, c.context_bytes, c.hash, c.unit <> c.id"

// matches returns the chunks of these ids, in their order, each at its distance.
func (s *Store) matches(ctx context.Context, found []ranked) ([]Match, error) {
	rows := make(map[int64]*chunkRow, len(found))
	ids := make([]int64, len(found))
	for i, one := range found {
		ids[i] = one.chunk
	}
	chunks, err := s.chunksOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	files := make([]int64, len(chunks))
	for i := range chunks {
		files[i], rows[chunks[i].id] = chunks[i].file, &chunks[i]
	}
	paths, err := s.paths(ctx, files)
	if err != nil {
		return nil, err
	}
	matches := make([]Match, 0, len(found))
	for _, one := range found {
		if row := rows[one.chunk]; row != nil {
			matches = append(matches, Match{Path: paths[row.file], Chunk: row.chunk, Distance: one.distance})
		}
	}
	return matches, nil
}

// chunksOf returns the chunks of these ids, with their texts, in the order of writing.
func (s *Store) chunksOf(ctx context.Context, ids []int64) ([]chunkRow, error) {
	found := make([]chunkRow, 0, len(ids))
	err := s.eachOf(ctx, "SELECT "+chunkColumns+" FROM "+current+".chunks c WHERE c.id IN", ids, func(row *sql.Rows) error {
		var r chunkRow
		err := row.Scan(&r.id, &r.file, &r.chunk.Language, &r.chunk.FirstLine, &r.chunk.LastLine, &r.contentBytes, &r.contextBytes, &r.chunk.Hash, &r.chunk.Continues)
		found = append(found, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b chunkRow) int { return int(a.id - b.id) })
	return found, s.readTexts(ctx, found)
}

// readTexts completes the chunks, which are ordered by id. Their texts are read in batches that fit the memory limit.
func (s *Store) readTexts(ctx context.Context, rows []chunkRow) error {
	for len(rows) > 0 {
		end, bytes := 0, 0
		for end < len(rows) && end < fetchRows && bytes < fetchBytes {
			bytes += rows[end].contentBytes + rows[end].contextBytes
			end++
		}
		if err := s.readBatch(ctx, rows[:end]); err != nil {
			return err
		}
		s.collect(bytes)
		rows = rows[end:]
	}
	return nil
}

// collect has Go collect garbage, and waits for it, after each fetchBytes of texts that were read while somebody writes: reading makes four
// times as much garbage. On many processors of a busy machine a collection takes long, and what is allocated meanwhile counts as alive: the
// heap grew to 35 MB, of which 4 were alive.
func (s *Store) collect(bytes int) {
	if s.sinceCollected += bytes; s.writing && s.sinceCollected >= fetchBytes {
		s.sinceCollected = 0
		runtime.GC()
	}
}

func (s *Store) readBatch(ctx context.Context, batch []chunkRow) error {
	ids := make([]int64, len(batch))
	for i := range batch {
		ids[i] = batch[i].id
	}
	s.served.Add(1)
	texts := make(map[int64][]string, len(batch)) // slice by slice
	err := queryEach(ctx, s.db, func(row *sql.Rows) error {
		var id int64
		var text string
		err := row.Scan(&id, &text)
		texts[id] = append(texts[id], text)
		return err
	}, "SELECT chunk_id, text FROM "+current+".texts WHERE chunk_id IN ("+listed(ids)+") ORDER BY chunk_id, slice")
	if err != nil {
		return err
	}
	for i := range batch {
		if err := batch[i].setText(strings.Join(texts[batch[i].id], "")); err != nil {
			return err
		}
	}
	return nil
}

// setText sets what the slices hold: content, context and names.
func (r *chunkRow) setText(text string) error {
	rest := r.contentBytes + r.contextBytes
	if len(text) < rest {
		return fmt.Errorf("chunk %d has %d bytes of text, want %d: %w", r.id, len(text), rest, ErrDamaged)
	}
	r.chunk.Content, r.chunk.Context = text[:r.contentBytes], text[r.contentBytes:rest]
	if text[rest:] != "" {
		r.chunk.Names = strings.Split(text[rest:], "\n")
	}
	return nil
}

// paths returns the paths of the files of these ids.
func (s *Store) paths(ctx context.Context, ids []int64) (map[int64]string, error) {
	paths := make(map[int64]string, len(ids))
	return paths, s.eachOf(ctx, "SELECT id, path FROM "+current+".files WHERE id IN", ids, func(row *sql.Rows) error {
		var id int64
		var path string
		err := row.Scan(&id, &path)
		paths[id] = path
		return err
	})
}

// eachOf runs a query that ends where a list of ids must follow, for a short list of them after the other.
func (s *Store) eachOf(ctx context.Context, query string, ids []int64, row func(*sql.Rows) error) error {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	for some := range slices.Chunk(ids, fetchRows) {
		s.served.Add(1)
		if err := queryEach(ctx, s.db, row, query+" ("+listed(some)+")"); err != nil {
			return err
		}
	}
	return nil
}

// listed lists ids for the text of a statement, which only digits can do safely.
func listed(ids []int64) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(ids), "[]"), " ", ", ")
}
