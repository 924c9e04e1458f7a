package store

import (
	"context"
	"database/sql"
	"errors"
)

const (
	fileColumns  = "f.path, f.size, f.modified, f.hash, f.skipped"
	chunkColumns = "f.path, c.language, c.first_line, c.last_line, c.content, c.context, c.names, c.hash"
)

// chunksByHash sorts without the texts and joins them afterwards: sorting with them runs out of memory.
const chunksByHash = `WITH best AS (
		SELECT c.id FROM ` + current + `.chunks c JOIN ` + current + `.files f ON f.id = c.file_id WHERE c.hash = ?
		ORDER BY f.path, c.first_line, c.id LIMIT ?)
	SELECT ` + chunkColumns + `, 0::DOUBLE FROM best b JOIN ` + current + `.chunks c ON c.id = b.id
	JOIN ` + current + `.files f ON f.id = c.file_id ORDER BY f.path, c.first_line, c.id`

// FileAt returns the file that the index holds under the path, and its chunks in the order of their lines, without vectors.
// One file's chunks are in memory together. It returns ErrNotFound when the index doesn't hold the path, and ErrNoIndex when
// there is none.
func (s *Store) FileAt(ctx context.Context, path string) (File, []Chunk, error) {
	type fileAt struct {
		file   File
		chunks []Chunk
	}
	found, err := lookUp(ctx, s, "look up "+path, func() (found fileAt, err error) {
		// One transaction, since an update may exchange the file between the two queries.
		tx, err := s.db.BeginTx(ctx, nil)
		if err != nil {
			return found, err
		}
		defer func() { err = errors.Join(err, tx.Rollback()) }()
		err = tx.QueryRowContext(ctx, "SELECT "+fileColumns+" FROM "+current+".files f WHERE f.path = ?", path).Scan(fileFields(&found.file)...)
		if errors.Is(err, sql.ErrNoRows) {
			return found, ErrNotFound
		}
		if err != nil {
			return found, err
		}
		matches, err := matches(ctx, tx, "SELECT "+chunkColumns+", 0::DOUBLE FROM "+current+".files f JOIN "+current+`.chunks c ON c.file_id = f.id
			WHERE f.path = ? ORDER BY c.first_line, c.id`, path)
		for i := range matches {
			found.chunks = append(found.chunks, matches[i].Chunk)
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
		rows, err := s.db.QueryContext(ctx, "SELECT "+fileColumns+" FROM "+current+".files f WHERE f.hash = ? ORDER BY f.path LIMIT ?", hash, limit)
		if err != nil {
			return nil, err
		}
		defer func() { err = joinClose(err, rows) }()
		for rows.Next() {
			var file File
			if err := rows.Scan(fileFields(&file)...); err != nil {
				return nil, err
			}
			files = append(files, file)
		}
		return files, rows.Err()
	})
}

// ChunksByHash returns the chunks whose content has this hash, ordered by path and line, the first limit of them; none when
// there is no such chunk. limit is from 1 to MaxMatches. It returns ErrNoIndex when there is no current index.
func (s *Store) ChunksByHash(ctx context.Context, hash string, limit int) ([]Match, error) {
	return lookUp(ctx, s, "look up chunks of hash "+hash, func() ([]Match, error) {
		if err := checkLimit("limit", limit); err != nil {
			return nil, err
		}
		return matches(ctx, s.db, chunksByHash, hash, limit)
	})
}

// fileFields are where fileColumns go.
func fileFields(file *File) []any {
	return []any{&file.Path, &file.Size, &file.ModTime, &file.Hash, &file.Skipped}
}
