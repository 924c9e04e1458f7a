package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Recover makes an index that Open or a search refuses with ErrDamaged usable again, as far as it can be read, and returns the
// paths of what it set aside: the damaged part's own, with ".damaged" and a number behind it; none where nothing is damaged.
//
// It reads everything that the index holds. Where the write-ahead log is damaged, the index as it was before the log is left, marked
// incomplete, so that the next update completes it. Where the file itself is, no index is left, and a full one is needed.
// It returns what Open returns otherwise: ErrInUse, ErrSchema, ErrForbidden.
func Recover(ctx context.Context, path string) (aside []string, err error) {
	s, err := prepare(path, Options{MemoryLimit: MinMemoryLimit}) // whatever the budget of the program is
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := s.close(err != nil); err == nil {
			err = closed
		}
		if err != nil {
			err = explain(fmt.Errorf("recover index %s: %w", s.path, err))
		}
	}()
	err = s.startAndReadAll(ctx)
	if log, sizeErr := s.logSize(); damaged(err) && (s.checkLog() != nil || sizeErr == nil && log > 0) {
		if aside, err = s.setAside(aside, s.logPath()); err != nil {
			return aside, err
		}
		if err = s.startAndReadAll(ctx); err == nil && s.attached {
			_, err = s.db.ExecContext(ctx, "INSERT INTO "+current+".metadata VALUES (?, 'true')", incompleteKey)
		}
	}
	if damaged(err) {
		if aside, err = s.setAside(aside, s.path); err == nil {
			err = s.start(ctx)
		}
	}
	return aside, err
}

// damaged tells errors that say what the damage of an index says.
func damaged(err error) bool { return errors.Is(explain(err), ErrDamaged) }

// startAndReadAll starts DuckDB and reads every block of the current index: what is rotten is found by reading it.
func (s *Store) startAndReadAll(ctx context.Context) error {
	if err := s.start(ctx); err != nil || !s.attached {
		return err
	}
	for _, table := range []string{"metadata", "files", "chunks", "texts", "vectors"} {
		var rows int64
		if err := s.db.QueryRowContext(ctx, "SELECT count(*) FILTER (hash(*COLUMNS(*)) = 0) FROM "+current+"."+table).Scan(&rows); err != nil {
			return fmt.Errorf("read table %s: %w", table, err)
		}
	}
	return nil
}

// setAside ends DuckDB and renames a file that it is not to read, and adds the new path to those set aside.
func (s *Store) setAside(aside []string, path string) ([]string, error) {
	s.attached = false
	if err := s.db.Close(); err != nil {
		return aside, err
	}
	for n := 1; ; n++ {
		to := fmt.Sprintf("%s.damaged%d", path, n)
		if _, err := os.Lstat(to); err == nil {
			continue
		}
		if err := os.Rename(path, to); err != nil {
			return aside, fmt.Errorf("set the damaged part aside: %w", err)
		}
		return append(aside, to), nil
	}
}
