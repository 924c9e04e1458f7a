package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
)

const fileColumns = "f.path, f.size, f.modified, f.hash, f.skipped"

// FileAt returns the file that the index holds under the path, and visits its chunks in the order in which they were written, without
// vectors; a nil visit visits none. They are read some at a time, while no update writes: visit must not use the store. Its error ends the
// look-up, and is returned as it is. It returns ErrNotFound when the index doesn't hold the path, and ErrNoIndex when there is none.
func (s *Store) FileAt(ctx context.Context, path string, visit func(Chunk) error) (File, error) {
	var visited error
	begun := false
	file, err := lookUp(ctx, s, "look up "+path, func() (file File, err error) {
		if begun {
			return file, errors.New("DuckDB was started again while the chunks were visited; look the file up again")
		}
		var id int64
		err = s.db.QueryRowContext(ctx, "SELECT f.id, "+fileColumns+" FROM "+current+".files f WHERE f.path = ?", path).
			Scan(append([]any{&id}, fileFields(&file)...)...)
		if errors.Is(err, sql.ErrNoRows) {
			return file, ErrNotFound
		}
		if err != nil || visit == nil {
			return file, err
		}
		return file, s.eachChunkOf(ctx, id, func(chunk Chunk) error {
			begun, visited = true, visit(chunk)
			return visited
		})
	})
	if visited != nil {
		err = visited
	}
	return file, err
}

func (s *Store) eachChunkOf(ctx context.Context, file int64, visit func(Chunk) error) error {
	return s.eachPage(ctx, "chunks", "file_id", file, func(ids []int64) error {
		for some := range slices.Chunk(ids, fetchRows) {
			rows, err := s.chunksOf(ctx, some)
			if err != nil {
				return err
			}
			for i := range rows {
				if err := visit(rows[i].chunk); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// fileFields are where fileColumns go.
func fileFields(file *File) []any {
	return []any{&file.Path, &file.Size, &file.ModTime, &file.Hash, &file.Skipped}
}
