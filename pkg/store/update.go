package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
)

// Update changes the current index to what a walk of the tree finds now. First Found is called for each file, then
// Changed names those to look at; for each of these Append or Touch says what it holds; Commit ends the update, or Discard.
//
// An index that has been changed is marked as incomplete until Commit. Each file's rows are exchanged in one transaction, so
// that after an update was given up or its process killed every file is whole, as it was or as it is now; the next update
// completes the index. Searches see each transaction as it is committed, and wait while a step of the update writes.
//
// Where much of a large index is replaced it is written anew, as the package says: then nothing of it changes before Commit, and an
// update that is given up has left it as it was. Where sizes and what is gone don't tell that at once, it goes on so when enough
// has been replaced in place.
//
// All methods are safe for concurrent use, but for the order above. Memory does not depend on how much has changed.
type Update struct {
	store *Store

	mu        sync.Mutex // guards what follows
	diff      *diff
	rebuild   *rebuild // where the index is written anew
	rows      *Writer  // writes to the current index, or the new one; nil before the first change
	replaced  []string // paths that were appended since the last commit; what the index held under them is to be deleted
	paths     int      // bytes of replaced
	first     int64    // id of the first file that was appended since the last commit
	before    int64    // id of the first chunk that was appended
	gone      int64    // files that were not found
	worn      bool     // so many files may be replaced in place that the index is to be written anew
	path      string   // of the file that was appended last
	unsettled bool     // the log could not be emptied after the last commit
	failed    error
	done      bool
}

// Update starts an update of the current index. The caller ends it with Commit or Discard. It returns ErrFullNeeded when
// there is no index, or one of another model, dimension or fingerprint, and ErrWriting while another writer is open.
func (s *Store) Update(ctx context.Context) (*Update, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.writable(ctx)
	if err == nil {
		err = s.updatable()
	}
	if err != nil {
		return nil, explain(fmt.Errorf("update index %s: %w", s.path, err))
	}
	s.writing = true
	return &Update{store: s, diff: newDiff(s)}, nil
}

func (s *Store) updatable() error {
	switch {
	case !s.attached:
		return fmt.Errorf("there is no index yet: %w", ErrFullNeeded)
	case s.meta.model != s.options.Model:
		return fmt.Errorf("written with model %q, now it is %q: %w", s.meta.model, s.options.Model, ErrFullNeeded)
	case s.meta.dimension != s.options.Dimension:
		return fmt.Errorf("written with vectors of %d numbers, now it is %d: %w", s.meta.dimension, s.options.Dimension, ErrFullNeeded)
	case s.meta.fingerprint != s.options.Fingerprint:
		return fmt.Errorf("written with fingerprint %q, now it is %q: %w", s.meta.fingerprint, s.options.Fingerprint, ErrFullNeeded)
	}
	return nil
}

// Found notes a file that the walk has found: path, size and modification time count, and Skipped, which Changed hands on:
// what the walk knows to be no file to open must not be opened because it has changed. A path that is never found is
// deleted from the index by Commit.
func (u *Update) Found(_ context.Context, file File) error {
	return u.step(file.Path, func() error {
		if u.diff.held != nil {
			return errors.New("files can't be found any more once the changes are listed")
		}
		return u.diff.found.note(file)
	})
}

// Touch notes that the index holds a found file's content already: only size and modification time change. It costs
// nothing when these are what the index holds.
func (u *Update) Touch(_ context.Context, file File) error {
	return u.step(file.Path, func() error { return u.diff.touched.note(file) })
}

// Append puts one file and its first chunks, none for a skipped file, in place of what the index holds under its path.
// After an error the Update can only be discarded.
func (u *Update) Append(ctx context.Context, file File, chunks []Chunk) error {
	return u.write(ctx, file.Path, func() error {
		if err := u.startFile(ctx, file.Path); err != nil {
			return err
		}
		if err := u.rows.appendFile(ctx, file); err != nil {
			return err
		}
		return u.rows.appendChunks(ctx, chunks)
	})
}

// AppendMore adds further chunks to the file that was appended last, so that nobody has to hold all of a large file's
// vectors at once. After an error the Update can only be discarded.
func (u *Update) AppendMore(ctx context.Context, chunks []Chunk) error {
	return u.write(ctx, "", func() error {
		if u.path == "" {
			return errors.New("there is no file yet that the chunks could belong to")
		}
		return u.rows.appendChunks(ctx, chunks)
	})
}

// write does a step that changes the index, while nobody searches: together they could exceed DuckDB's memory limit, and
// when that happens while a commit or checkpoint writes the file, DuckDB serves nothing any more until it is restarted. Writing an index
// anew waits for no search, as a full index doesn't.
func (u *Update) write(ctx context.Context, path string, do func() error) error {
	return u.step(path, func() error {
		if u.rows == nil {
			if err := u.startAppending(ctx); err != nil {
				return err
			}
		}
		if u.rebuild != nil {
			return do()
		}
		return u.alone(do)
	})
}

// alone does a step under the store's lock. Nobody searches before DuckDB is in order again.
func (u *Update) alone(do func() error) error {
	u.store.mu.Lock()
	defer u.store.mu.Unlock()
	err := do()
	if err != nil && u.rows != nil {
		err = errors.Join(err, u.rows.serveAgain())
	}
	return err
}

// startAppending begins to change the index, or to write it anew where that is due for the files that are replaced for certain.
func (u *Update) startAppending(ctx context.Context) error {
	var counted replacing
	if u.diff.held != nil {
		var err error
		if counted, err = u.diff.replacing(); err != nil {
			return err
		}
		u.diff.gone = counted.gone
	}
	return u.alone(func() (err error) {
		if u.diff.held != nil {
			err = u.startRebuild(ctx, counted.gone+counted.resized)
		}
		if err == nil && u.rebuild == nil {
			u.worn, err = u.store.rebuildDue(ctx, counted.gone+counted.resized+counted.touched)
		}
		if err == nil {
			err = u.startWriting(ctx)
		}
		return err
	})
}

// step does the next step of the update under its lock; the first error stays.
func (u *Update) step(path string, do func() error) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.done {
		return fmt.Errorf("update index %s: %w", u.store.path, ErrClosed)
	}
	if u.failed != nil {
		return fmt.Errorf("update index %s: %w", u.store.path, u.failed)
	}
	if err := do(); err != nil {
		err = u.alone(func() error { return err }) // searches don't wait for the update's end
		u.failed = fmt.Errorf("%s: %w", cmp.Or(path, u.path, "more chunks"), err)
		return explain(fmt.Errorf("update index %s: %w", u.store.path, u.failed))
	}
	return nil
}

// Commit deletes the files that were not found, and ends the update: the index is complete. The Update is closed whatever
// Commit returns; after an error the index may be left incomplete; Stats says whether it is. Where nothing has changed, nothing is written.
func (u *Update) Commit(ctx context.Context) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.done {
		return fmt.Errorf("update index %s: %w", u.store.path, ErrClosed)
	}
	err := u.failed
	if err == nil {
		err = u.complete(ctx)
		u.failed = err
	}
	if err = errors.Join(err, u.end()); err != nil {
		return explain(fmt.Errorf("update index %s: %w", u.store.path, err))
	}
	return nil
}

// Discard ends the update without completing it. What was committed stays, and the index is marked as incomplete, unless
// nothing has been written at all. After Commit or an earlier Discard it does nothing, so that it can be deferred.
func (u *Update) Discard() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.done {
		return nil
	}
	if err := u.end(); err != nil {
		return explain(fmt.Errorf("give up the update of index %s: %w", u.store.path, err))
	}
	return nil
}

// end closes everything that the update has open, and removes its lists. What the appenders say is of no interest: they
// complain of the error that led here, or hold what is not needed any more. It works on a cancelled run too, hence its own
// context.
func (u *Update) end() error {
	u.done = true
	u.store.mu.Lock()
	defer u.store.mu.Unlock()
	var problems []error
	if u.rows != nil {
		problems = append(problems, u.rows.leave())
	}
	if u.rebuild != nil {
		problems = append(problems, u.rebuild.rewritten.close(), u.store.dropBuilding())
	}
	problems = append(problems, u.diff.close(), u.store.refreshAfter(context.Background(), u.leavesMuch()), u.store.restartIfStopped())
	u.store.writing = false
	return errors.Join(problems...)
}

// leavesMuch tells an update after which there is memory or disk space to be freed that is worth a restart. The blocks of what
// was rolled back are used again only then.
func (u *Update) leavesMuch() bool {
	return u.rebuild != nil || u.rows != nil && (u.failed != nil || u.unsettled || u.rows.chunks >= largeIndex || u.rows.chunks-u.before+u.gone >= rowGroup)
}
