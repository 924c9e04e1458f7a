package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

const (
	// restartAfter is how many queries DuckDB serves before it is restarted: it keeps up to 1 KB of each until its end. A search for
	// ten chunks takes five or so, one for a thousand 60.
	restartAfter = 512
	// updateCounts is for how many queries an update counts: of each one DuckDB keeps 60 to 90 KB.
	updateCounts = 64
	// largeIndex is how many chunks an index holds when DuckDB is restarted after each change. Until its end it keeps a
	// record of every column segment that it has written or read, 22 bytes for each chunk, and of every row group in which
	// rows were deleted, 35 bytes for each of its chunks.
	largeIndex = 32 * rowGroup
)

// refresh restarts DuckDB before a search when it is due. While somebody writes it is left to the writer.
func (s *Store) refresh(ctx context.Context) error {
	s.served.Add(3) // words, ranks and the limit that is set; what reads the chunks counts for itself
	if !s.restartDue() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.writing || !s.restartDue() {
		return nil
	}
	return s.restart(context.WithoutCancel(ctx))
}

// restartDue reports whether DuckDB has served as much as it may before it is restarted.
func (s *Store) restartDue() bool { return s.served.Load() >= restartAfter }

// refreshAfter restarts DuckDB after an update, where that one says that it is due or several have been. An empty log that
// was laid out is to be removed, too, which DuckDB does when it starts.
func (s *Store) refreshAfter(ctx context.Context, due bool) error {
	log, err := os.Stat(s.logPath())
	laidOut := err == nil && log.Size() == 0
	if s.served.Add(updateCounts) >= restartAfter || due || laidOut {
		return s.restart(ctx)
	}
	return nil
}

// writable says why no writing can begin now. It runs under the store's lock.
func (s *Store) writable(ctx context.Context) error {
	switch {
	case s.closed:
		return ErrClosed
	case s.writing:
		return ErrWriting
	case s.down:
		return s.restart(context.WithoutCancel(ctx))
	}
	return nil
}

// restartIfStopped restarts DuckDB if it refuses all work, which it does after an error in a checkpoint, such as a full
// disk, also for what the error has nothing to do with. It runs under the store's lock when a Writer has ended.
func (s *Store) restartIfStopped() error {
	if s.isStopped() {
		return s.restart(context.Background()) // the run may be cancelled
	}
	return nil
}

func (s *Store) isStopped() bool {
	_, err := s.db.ExecContext(context.Background(), "SELECT 1")
	return stopped(err)
}

// awaitRestart waits until a DuckDB that an error has stopped is started again: by who writes, or here where nobody does. It reports
// whether it was.
func (s *Store) awaitRestart(ctx context.Context, running <-chan struct{}) (bool, error) {
	if !s.leftToWriter() {
		select {
		case <-running:
			return true, nil
		default:
			return false, nil
		}
	}
	select {
	case <-running:
		return true, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// leftToWriter reports whether somebody writes, who restarts DuckDB when an error has stopped it. Otherwise it is restarted here.
func (s *Store) leftToWriter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.writing && !s.closed {
		_ = s.restartIfStopped() // the next call says what is wrong
	}
	return s.writing
}

// stopped tells an error that only repeats that an earlier one has stopped DuckDB, or that it ends over the earlier one.
func stopped(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "database has been invalidated") || strings.Contains(err.Error(), "Failed to rollback transaction"))
}

// restart ends DuckDB and starts it anew. Without a log to empty that takes some 20 ms. Where it can't be started, in a
// folder that has become read-only for example, the store keeps its lock and the next call tries again.
func (s *Store) restart(ctx context.Context) error {
	err := s.stop(ctx)
	trim()
	if err == nil {
		err = s.start(ctx)
	}
	s.down = err != nil
	if s.down {
		s.served.Store(restartAfter)
		return fmt.Errorf("start DuckDB again: %w", errors.Join(err, s.db.Close()))
	}
	return nil
}

// stop ends DuckDB. Where the log can't be emptied into the file it stays beside it, and nothing is lost: the next start
// reads it.
func (s *Store) stop(ctx context.Context) error {
	if size, err := s.logSize(); err == nil && size > 0 && s.attached {
		_ = s.checkpoint(ctx, current)
	}
	s.attached = false
	s.served.Store(0)
	close(s.running)
	s.running = make(chan struct{})
	return s.db.Close()
}
