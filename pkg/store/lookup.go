package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

const (
	fileColumns  = "f.path, f.size, f.modified, f.hash, f.language, f.skipped"
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
// such file. limit is from 1 to MaxMatches. It returns ErrNoIndex when there is no index in force.
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
// there is no such chunk. limit is from 1 to MaxMatches. It returns ErrNoIndex when there is no index in force.
func (s *Store) ChunksByHash(ctx context.Context, hash string, limit int) ([]Match, error) {
	return lookUp(ctx, s, "look up chunks of hash "+hash, func() ([]Match, error) {
		if err := checkLimit("limit", limit); err != nil {
			return nil, err
		}
		return matches(ctx, s.db, chunksByHash, hash, limit)
	})
}

// lookUp reads from the index in force, which stays attached meanwhile.
func lookUp[T any](ctx context.Context, s *Store, what string, read func() (T, error)) (found T, err error) {
	err = s.turns.take(ctx, func() (err error) {
		if err := s.refresh(ctx); err != nil {
			return err
		}
		s.mu.RLock()
		defer s.mu.RUnlock()
		if err := s.readable(ctx); err != nil {
			return err
		}
		found, err = read()
		return err
	})
	if err != nil {
		var none T
		return none, explain(fmt.Errorf("%s in index %s: %w", what, s.path, err))
	}
	return found, nil
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error)
}

// matches runs a query for chunkColumns and a distance.
func matches(ctx context.Context, from querier, query string, arguments ...any) (matches []Match, err error) {
	rows, err := from.QueryContext(ctx, query, arguments...)
	if err != nil {
		return nil, err
	}
	defer func() { err = joinClose(err, rows) }()
	for rows.Next() {
		var m Match
		var names string
		err := rows.Scan(&m.Path, &m.Language, &m.FirstLine, &m.LastLine, &m.Content, &m.Context, &names, &m.Hash, &m.Distance)
		if err != nil {
			return nil, err
		}
		if names != "" {
			m.Names = strings.Split(names, "\n")
		}
		matches = append(matches, m)
	}
	return matches, rows.Err()
}

// fileFields are where fileColumns go.
func fileFields(file *File) []any {
	return []any{&file.Path, &file.Size, &file.ModTime, &file.Hash, &file.Language, &file.Skipped}
}
