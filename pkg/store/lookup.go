package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
)

const fileColumns = "f.path, f.size, f.modified, f.hash, f.skipped"

// FileAt returns the file that the index holds under the path, and its chunks in the order of their lines, without vectors.
// One file's chunks are in memory together, which no memory limit bounds. It returns ErrNotFound when the index doesn't hold the
// path, and ErrNoIndex when there is none.
func (s *Store) FileAt(ctx context.Context, path string) (File, []Chunk, error) {
	type fileAt struct {
		file   File
		chunks []Chunk
	}
	found, err := lookUp(ctx, s, "look up "+path, func() (found fileAt, err error) {
		var id int64
		err = s.db.QueryRowContext(ctx, "SELECT f.id, "+fileColumns+" FROM "+current+".files f WHERE f.path = ?", path).
			Scan(append([]any{&id}, fileFields(&found.file)...)...)
		if errors.Is(err, sql.ErrNoRows) {
			return found, ErrNotFound
		}
		if err != nil {
			return found, err
		}
		rows, err := s.chunksOf(ctx, "c.file_id", []int64{id})
		slices.SortStableFunc(rows, func(a, b chunkRow) int { return a.chunk.FirstLine - b.chunk.FirstLine })
		for i := range rows {
			found.chunks = append(found.chunks, rows[i].chunk)
		}
		return found, err
	})
	return found.file, found.chunks, err
}

// fileFields are where fileColumns go.
func fileFields(file *File) []any {
	return []any{&file.Path, &file.Size, &file.ModTime, &file.Hash, &file.Skipped}
}
