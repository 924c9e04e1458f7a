package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
)

const fileColumns = "f.path, f.size, f.modified, f.hash, f.skipped"

// FileAt returns the file that the index holds under the path, and its chunks in the order of their lines, without vectors.
// One file's chunks are in memory together. It returns ErrNotFound when the index doesn't hold the path, and ErrNoIndex when
// there is none.
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

// FilesByHash returns the files whose content has this hash, ordered by path, the first limit of them; none when there is no
// such file. limit is from 1 to MaxMatches. It returns ErrNoIndex when there is no current index.
func (s *Store) FilesByHash(ctx context.Context, hash string, limit int) ([]File, error) {
	return lookUp(ctx, s, "look up files of hash "+hash, func() (files []File, err error) {
		if err := checkLimit("limit", limit); err != nil {
			return nil, err
		}
		err = queryEach(ctx, s.db, func(row *sql.Rows) error {
			var file File
			err := row.Scan(fileFields(&file)...)
			files = append(files, file)
			return err
		}, "SELECT "+fileColumns+" FROM "+current+".files f WHERE f.hash = ? ORDER BY f.path LIMIT ?", hash, limit)
		return files, err
	})
}

// ChunksByHash returns the chunks whose content has this hash, ordered by path and line, the first limit of them; none when
// there is no such chunk. limit is from 1 to MaxMatches. It returns ErrNoIndex when there is no current index.
func (s *Store) ChunksByHash(ctx context.Context, hash string, limit int) ([]Match, error) {
	return lookUp(ctx, s, "look up chunks of hash "+hash, func() ([]Match, error) {
		if err := checkLimit("limit", limit); err != nil {
			return nil, err
		}
		ids, err := queryIDs(ctx, s.db, `SELECT c.id FROM `+current+`.chunks c JOIN `+current+`.files f ON f.id = c.file_id WHERE c.hash = ?
			ORDER BY f.path, c.first_line, c.id LIMIT ?`, hash, limit)
		if err != nil {
			return nil, err
		}
		found := make([]ranked, len(ids))
		for i, id := range ids {
			found[i].chunk = id
		}
		return s.matches(ctx, found)
	})
}

// fileFields are where fileColumns go.
func fileFields(file *File) []any {
	return []any{&file.Path, &file.Size, &file.ModTime, &file.Hash, &file.Skipped}
}
