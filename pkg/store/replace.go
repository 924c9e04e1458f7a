package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Replace starts a new index beside the current one. The caller ends the Writer with Commit or Discard. It returns
// ErrWriting while an earlier Writer is open.
func (s *Store) Replace(ctx context.Context) (*Writer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.writable(ctx); err != nil {
		return nil, explain(fmt.Errorf("write index %s: %w", s.path, err))
	}
	w, err := s.build(ctx)
	if err != nil {
		return nil, explain(fmt.Errorf("write index %s: %w", s.path, errors.Join(err, s.restartIfStopped())))
	}
	s.writing = true
	return w, nil
}

// build begins to write a new index.
func (s *Store) build(ctx context.Context) (*Writer, error) {
	if err := s.startBuilding(ctx); err != nil {
		return nil, err
	}
	w, err := newWriter(ctx, s, building)
	if err != nil {
		return nil, errors.Join(err, s.dropBuilding())
	}
	return w, nil
}

func (s *Store) buildingPath() string { return s.path + ".building" }

// startBuilding attaches a new, empty index; what an interrupted run has left of an earlier one is removed.
func (s *Store) startBuilding(ctx context.Context) error {
	if err := s.removeBuilding(); err != nil {
		return err
	}
	if err := s.attach(ctx, s.buildingPath(), building); err != nil {
		return errors.Join(err, s.removeBuilding())
	}
	if err := keepPrivate(s.buildingPath()); err != nil {
		return errors.Join(err, s.dropBuilding())
	}
	for _, statement := range schema(building, s.options.Dimension) {
		if _, err := s.db.ExecContext(ctx, statement); err != nil {
			return errors.Join(fmt.Errorf("create the tables: %w", err), s.dropBuilding())
		}
	}
	return nil
}

// dropBuilding gives up the index that is being built. It works on a cancelled run too, hence its own context.
func (s *Store) dropBuilding() error {
	return errors.Join(s.detach(context.Background(), building), s.removeBuilding())
}

func (s *Store) removeBuilding() error { return removeDatabase(s.buildingPath()) }

// removeDatabase removes a database file and its write-ahead log, where there are any.
func removeDatabase(path string) error {
	for _, path := range []string{path, logOf(path)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove the unfinished index: %w", err)
		}
	}
	return nil
}

// putInPlace lets the finished index take the place of the current one.
func (s *Store) putInPlace(ctx context.Context) error {
	if err := s.checkpoint(ctx, building); err != nil {
		return errors.Join(err, s.dropBuilding())
	}
	// From here on nothing is cancelled half-way: the steps are short, and each must follow the one before.
	ctx = context.WithoutCancel(ctx)
	err := s.detach(ctx, building)
	if err == nil && s.attached {
		err = s.detach(ctx, current)
		s.attached = err != nil
	}
	if err == nil {
		err = s.renameBuilding()
	}
	if err != nil {
		err = fmt.Errorf("put the new index in place: %w", err)
	}
	// DuckDB leaves the log that keepPrivate laid out where it never wrote to it.
	err = errors.Join(err, s.removeBuilding())
	if !s.attached {
		err = errors.Join(err, s.attachCurrent(ctx))
	}
	return err
}

// renameBuilding renames the finished file over the current one, so that whenever the power is cut one of them is there
// whole: the new one is on the disk before it gets its name, and the former one's log is gone from the disk by then. What DuckDB
// could not empty of that log must not be read into the new index.
func (s *Store) renameBuilding() error {
	if err := syncFile(s.buildingPath()); err != nil {
		return err
	}
	if err := os.Remove(s.logPath()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	folder := filepath.Dir(s.path)
	if err := syncFolder(folder); err != nil {
		return err
	}
	if err := os.Rename(s.buildingPath(), s.path); err != nil {
		return err
	}
	return syncFolder(folder)
}

func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
