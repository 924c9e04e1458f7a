package store

import (
	"context"
	"database/sql"
)

// SkippedFiles are the files of one reason that the index holds as skipped.
type SkippedFiles struct {
	Reason   SkipReason
	Files    int64
	Examples []string // the first paths in their order
}

// Skipped returns the skipped files by reason, the most frequent one first, with so many examples of each. It returns ErrNoIndex
// when there is no current index.
func (s *Store) Skipped(ctx context.Context, examples int) ([]SkippedFiles, error) {
	return lookUp(ctx, s, "look up skipped files", func() (groups []SkippedFiles, err error) {
		err = queryEach(ctx, s.db, func(row *sql.Rows) error {
			var group SkippedFiles
			var paths []any
			err := row.Scan(&group.Reason, &group.Files, &paths)
			for _, path := range paths {
				group.Examples = append(group.Examples, path.(string))
			}
			groups = append(groups, group)
			return err
		}, `SELECT skipped, count(*), min(path, ?) FROM `+current+`.files WHERE skipped <> 0
			GROUP BY skipped ORDER BY count(*) DESC, skipped`, examples)
		return groups, err
	})
}
