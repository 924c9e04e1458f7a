package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// logOf is where DuckDB keeps the write-ahead log of a database. It takes what follows a question mark for the parameters of
// a web address.
func logOf(path string) string {
	if before, after, found := strings.Cut(path, "?"); found {
		return before + ".wal?" + after
	}
	return path + ".wal"
}

func (s *Store) logPath() string { return logOf(s.path) }

// checkLog refuses what is no file in the log's place: DuckDB would wait for ever for somebody to write to a FIFO, and write to
// where a link leads.
func (s *Store) checkLog() error {
	info, err := os.Lstat(s.logPath())
	if err != nil || info.Mode().IsRegular() {
		return nil //nolint:nilerr // there is none, or opening it says what is wrong
	}
	return fmt.Errorf("the log %s is no regular file: %w", s.logPath(), ErrDamaged)
}

func (s *Store) logSize() (int64, error) {
	info, err := os.Stat(s.logPath())
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at the log: %w", err)
	}
	return info.Size(), nil
}
