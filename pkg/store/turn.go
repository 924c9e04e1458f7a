package store

import (
	"context"
	"errors"

	"golang.org/x/sync/semaphore"
)

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

// readable says why there is nothing to read from now. It runs under the store's lock.
func (s *Store) readable(ctx context.Context) error {
	switch {
	case s.closed:
		return ErrClosed
	case s.down:
		return errors.New("DuckDB could not be started again")
	case !s.attached:
		return ErrNoIndex
	}
	return ctx.Err()
}
