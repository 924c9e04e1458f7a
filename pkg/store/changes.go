package store

import (
	"context"
	"errors"
	"fmt"
)

// Changed visits, after the last Found, every found file that the index doesn't hold as it is now: new ones, with the zero
// File as old; those of another size or modification time; and those that were skipped, then or now.
// Their order is unspecified. Calling it again visits the same files again. Modification times are in microseconds.
//
// The other methods may be called while visit runs, but Changed must have returned before Commit or Discard. An error of
// visit ends Changed and is returned as it is.
func (u *Update) Changed(ctx context.Context, visit func(found, old File) error) error {
	err := u.step("list the changes", func() error {
		if u.diff.held != nil {
			return nil
		}
		return u.store.turns.take(ctx, func() error { return u.diff.listHeld(ctx) })
	})
	if err != nil {
		return err
	}
	var visited error
	gone, err := u.diff.changed(func(found, old File) error {
		visited = visit(found, old)
		return visited
	})
	switch {
	case visited != nil:
		return visited
	case err != nil:
		return explain(fmt.Errorf("update index %s: list the changes: %w", u.store.path, err))
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.diff.gone = gone
	return nil
}

// complete does what remains of an update once every change is appended or touched.
func (u *Update) complete(ctx context.Context) error {
	if u.rows == nil {
		if err := u.alone(func() error { return u.startDeleting(ctx) }); err != nil {
			return err
		}
	}
	if u.rebuild != nil {
		return u.completeRebuild(ctx)
	}
	return u.alone(func() error { return u.completeInPlace(ctx) })
}

// startDeleting begins to write the index anew where that is due for what is gone.
func (u *Update) startDeleting(ctx context.Context) error {
	if u.diff.held == nil {
		if err := u.diff.listHeld(ctx); err != nil {
			return fmt.Errorf("list what is held: %w", err)
		}
	}
	if u.diff.gone < 0 {
		counted, err := u.diff.replacing()
		if err != nil {
			return err
		}
		u.diff.gone = counted.gone
	}
	if u.diff.gone == 0 {
		return nil
	}
	return u.startRebuild(ctx, u.diff.gone)
}

// completeInPlace applies what was touched, deletes what is gone, takes the mark away, and commits. A small update is one transaction.
func (u *Update) completeInPlace(ctx context.Context) error {
	if u.rows != nil {
		if err := u.diff.listHeld(ctx); err != nil {
			return fmt.Errorf("list what is held: %w", err)
		}
	}
	u.worn = false // what is left to do is done in place
	meta, err := u.store.readMetadata(ctx)
	if err != nil {
		return err
	}
	if err := u.applyRest(ctx); err != nil {
		return err
	}
	if u.rows == nil && !meta.incomplete {
		return nil
	}
	if err := u.startWriting(ctx); err != nil {
		return err
	}
	if err := u.exec(ctx, "DELETE FROM "+current+".metadata WHERE key IN (?, 'last_updated')", incompleteKey); err != nil {
		return err
	}
	if err := u.exec(ctx, "INSERT INTO "+current+".metadata VALUES ('last_updated', ?)", timestamp()); err != nil {
		return err
	}
	large, err := u.commitFiles(ctx)
	if err != nil {
		return err
	}
	// The index is complete now, and says so. Where the log can't be emptied, for want of disk space for example, nothing is lost
	// by that: it stays, and whoever opens the index or updates it next tries again.
	u.unsettled = u.emptyLog(ctx, large) != nil
	return nil
}

// applyRest applies what was touched and deletes what is gone, in batches, each further one in a transaction of its own.
func (u *Update) applyRest(ctx context.Context) error {
	touched := batches[record]{size: touchFiles, apply: func(files []record) error { return u.touchFiles(ctx, files) }, between: u.between(ctx)}
	gone := batches[int64]{size: exchangeFiles, apply: func(ids []int64) error { return u.deleteFiles(ctx, ids) }, between: touched.between}
	err := u.diff.rest(touched.add, func(id int64) error {
		u.gone++
		return gone.add(id)
	})
	if err != nil {
		return err
	}
	return errors.Join(touched.flush(), gone.flush())
}

// between prepares to write the next batch.
func (u *Update) between(ctx context.Context) func() error {
	first := true
	return func() error {
		if first {
			first = false
			return u.startWriting(ctx)
		}
		return u.nextTransaction(ctx)
	}
}

// batches collects what is to be applied together.
type batches[T any] struct {
	size    int
	waiting []T
	between func() error // called before each apply
	apply   func([]T) error
}

func (b *batches[T]) add(one T) error {
	b.waiting = append(b.waiting, one)
	if len(b.waiting) < b.size {
		return nil
	}
	return b.flush()
}

func (b *batches[T]) flush() error {
	if len(b.waiting) == 0 {
		return nil
	}
	if err := b.between(); err != nil {
		return err
	}
	err := b.apply(b.waiting)
	b.waiting = b.waiting[:0]
	return err
}
