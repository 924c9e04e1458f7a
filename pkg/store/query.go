package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/semaphore"
)

// keepingThreads is how many threads that read may keep what they have cached.
const keepingThreads = 4

// turns lets searches and look-ups read one after the other. Within 32 MB, two searches for 100 chunks at once succeed, and
// three fail nearly always; a full index that is written meanwhile then fails too.
type turns struct{ *semaphore.Weighted }

func newTurns() turns { return turns{semaphore.NewWeighted(1)} }

// take waits for the turn, in the order of arrival, and does the step.
func (t turns) take(ctx context.Context, step func() error) error {
	if err := t.Acquire(ctx, 1); err != nil {
		return err
	}
	defer t.Release(1)
	return step()
}

// read does a step while DuckDB runs and the current index, if there is one, stays attached. An update's steps wait for its end,
// so that several queries see the same rows. When DuckDB is stopped meanwhile, by an error of who writes, the step is done again.
func (s *Store) read(ctx context.Context, step func() error) error {
	for {
		var running <-chan struct{}
		err := s.turns.take(ctx, func() error { return s.readOnce(ctx, &running, step) })
		if !stopped(err) {
			return err
		}
		if again, waited := s.awaitRestart(ctx, running); !again {
			return errors.Join(waited, err)
		}
	}
}

func (s *Store) readOnce(ctx context.Context, running *<-chan struct{}, step func() error) error {
	if err := s.refresh(ctx); err != nil {
		return err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	*running = s.running
	switch {
	case s.closed:
		return ErrClosed
	case s.down:
		return errors.New("DuckDB could not be started again")
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return s.onThread(ctx, step)
}

// onThread does a step on one thread of the system, which then, unless it may keep it, gives back what DuckDB's allocator keeps for it of
// freed memory, about 1 MB: on many processors each search comes to another thread. DuckDB has its allocator do that when its limit is
// set.
func (s *Store) onThread(ctx context.Context, step func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer func() {
		if s.mayKeep(thread()) {
			return
		}
		_, _ = s.db.ExecContext(context.WithoutCancel(ctx), memoryLimit(s.options.MemoryLimit)) // where DuckDB has stopped, the step says so
	}()
	return step()
}

// mayKeep reports whether a thread may keep what it has cached: one of the first keepingThreads while nobody writes. Giving it back makes
// look-ups and searches of a small index take two to three times as much of a processor.
func (s *Store) mayKeep(thread int) bool {
	if !slices.Contains(s.keeping[:], thread) {
		if free := slices.Index(s.keeping[:], 0); free >= 0 {
			s.keeping[free] = thread
		}
	}
	return !s.writing && slices.Contains(s.keeping[:], thread)
}

// lookUp reads from the current index.
func lookUp[T any](ctx context.Context, s *Store, what string, look func() (T, error)) (found T, err error) {
	err = s.read(ctx, func() (err error) {
		if !s.attached {
			return ErrNoIndex
		}
		found, err = look()
		return err
	})
	if err != nil {
		var none T
		return none, explain(fmt.Errorf("%s in index %s: %w", what, s.path, err))
	}
	return found, nil
}

// querier is a database or one connection to it.
type querier interface {
	QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error)
}

// queryEach runs a query and visits its rows. The driver holds all of them.
func queryEach(ctx context.Context, from querier, row func(*sql.Rows) error, query string, arguments ...any) (err error) {
	rows, err := from.QueryContext(ctx, query, arguments...)
	if err != nil {
		return err
	}
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// queryIDs runs a query for ids.
func queryIDs(ctx context.Context, from querier, query string, arguments ...any) (ids []int64, err error) {
	err = queryEach(ctx, from, func(row *sql.Rows) error {
		var id int64
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, query, arguments...)
	return ids, err
}
