package workload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/embecode/embecode/pkg/store"
)

// killed opens an index that a killed process has left its files beside, and writes one that somebody has done so to since.
func (s *stores) killed(ctx context.Context) error {
	folder := s.at("killed")
	path := filepath.Join(folder, "index.duckdb")
	if err := errors.Join(os.Mkdir(folder, 0o700), s.sound(ctx, path)); err != nil {
		return err
	}
	leave := func(names ...string) (err error) {
		for _, name := range names {
			err = errors.Join(err, os.RemoveAll(path+name), copyFile(path+name, path))
		}
		return err
	}
	if err := errors.Join(os.Mkdir(path+".tmp", 0o700), leave(".building", ".building.wal", ".tmp/spool_1", ".tmp/duckdb_temp_1")); err != nil {
		return err
	}
	index, err := store.Open(ctx, path, s.options(3))
	if err != nil {
		return err
	}
	err = errors.Join(s.leftBehind(folder), leave(".building"), s.rewrite(ctx, index, 1, 4, 3))
	return errors.Join(err, index.Close())
}

// incomplete updates an index that lacks the table which is opened last, and writes it anew.
func (s *stores) incomplete(ctx context.Context) error {
	path := s.at("incomplete.duckdb")
	if err := errors.Join(s.sound(ctx, path), execute(ctx, path, "DROP TABLE vectors")); err != nil {
		return err
	}
	index, err := store.Open(ctx, path, s.options(3))
	if err != nil {
		return err
	}
	wrong := s.update(ctx, index, 4, 3, "0.py", "1.py")
	if err := errors.Join(s.rewrite(ctx, index, 1, 4, 3), index.Close()); err != nil || wrong == nil {
		return fmt.Errorf("an index without vectors is updated: %w", err)
	}
	return nil
}
