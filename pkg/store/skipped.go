package store

import "context"

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
		rows, err := s.db.QueryContext(ctx, `SELECT skipped, count(*), min(path, ?) FROM `+current+`.files WHERE skipped <> 0
			GROUP BY skipped ORDER BY count(*) DESC, skipped`, examples)
		if err != nil {
			return nil, err
		}
		defer func() { err = joinClose(err, rows) }()
		for rows.Next() {
			var group SkippedFiles
			var paths []any
			if err := rows.Scan(&group.Reason, &group.Files, &paths); err != nil {
				return nil, err
			}
			for _, path := range paths {
				group.Examples = append(group.Examples, path.(string))
			}
			groups = append(groups, group)
		}
		return groups, rows.Err()
	})
}
