package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Replace starts a new index beside the one in force. The caller ends the Writer with Commit or Discard. It returns
// ErrWriting while an earlier Writer is open.
func (s *Store) Replace(ctx context.Context) (*Writer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, fmt.Errorf("write index %s: %w", s.path, ErrClosed)
	}
	if s.writing {
		return nil, fmt.Errorf("write index %s: %w", s.path, ErrWriting)
	}
	if err := s.startBuilding(ctx); err != nil {
		return nil, explain(errors.Join(err, s.restartIfStopped()))
	}
	w, err := newWriter(ctx, s, building)
	if err != nil {
		return nil, explain(errors.Join(err, s.dropBuilding(), s.restartIfStopped()))
	}
	s.writing = true
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
			return errors.Join(fmt.Errorf("create index %s: %w", s.buildingPath(), err), s.dropBuilding())
		}
	}
	return nil
}

// reopenBuilding lets DuckDB forget what it keeps in memory about the new index. Nothing may be using it.
func (s *Store) reopenBuilding(ctx context.Context) error {
	if err := s.checkpointBuilding(ctx); err != nil {
		return err
	}
	if err := s.detach(ctx, building); err != nil {
		return err
	}
	return s.attach(ctx, s.buildingPath(), building)
}

// checkpointBuilding completes the new index's file. DuckDB then holds the records of every row group for a moment, 22
// bytes for each chunk, so room is made first: blocks that are cached are given up by lowering the limit and raising it
// again. Where a search is using them they stay, which does no harm.
func (s *Store) checkpointBuilding(ctx context.Context) error {
	_, _ = s.db.ExecContext(ctx, memoryLimit(s.options.MemoryLimit/4))
	if _, err := s.db.ExecContext(ctx, memoryLimit(s.options.MemoryLimit)); err != nil {
		return fmt.Errorf("write index %s: %w", s.buildingPath(), err)
	}
	if _, err := s.db.ExecContext(ctx, "CHECKPOINT "+building); err != nil {
		return fmt.Errorf("write index %s: %w", s.buildingPath(), err)
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
	for _, path := range []string{path, path + ".wal"} {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove the unfinished index: %w", err)
		}
	}
	return nil
}

// putInForce lets the finished index take the place of the one in force.
func (s *Store) putInForce(ctx context.Context) error {
	if err := s.checkpointBuilding(ctx); err != nil {
		return errors.Join(err, s.dropBuilding())
	}
	// From here on nothing is cancelled half-way: the steps are short, and each must follow the one before.
	ctx = context.WithoutCancel(ctx)
	if err := s.detach(ctx, building); err != nil {
		return errors.Join(err, s.removeBuilding())
	}
	if s.attached {
		if err := s.detach(ctx, current); err != nil {
			return errors.Join(err, s.removeBuilding())
		}
		s.attached = false
	}
	if err := os.Rename(s.buildingPath(), s.path); err != nil {
		return errors.Join(fmt.Errorf("put the new index in force: %w", err), s.removeBuilding(), s.attachCurrent(ctx))
	}
	// DuckDB leaves the log that keepPrivate laid out where it never wrote to it.
	return errors.Join(s.removeBuilding(), s.attachCurrent(ctx))
}
