package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Writer builds a new index. It is for one goroutine, which should lock itself to its thread (runtime.LockOSThread) for
// as long as it writes: DuckDB's allocator keeps freed memory for each thread, about 25 MB in all when the goroutine
// wanders.
type Writer struct {
	store    *Store
	conn     *sql.Conn
	tables   *tables
	database string // the attached index that is written: building, or current for an update
	files    int64  // written: the next file's id
	chunks   int64  // written: the next chunk's id
	waiting  int64  // chunks since the last commit
	pending  int64  // files since the last commit
	renewed  int64  // chunks and files since the index was attached
	begun    bool   // a transaction is open
	whole    bool   // a file's chunks stay in one transaction: whoever appends commits, between two files
	path     string // of the file that was appended last
	weigher  *weigher
	unit     int64  // the chunk in which the definition begins that the last chunk of this file ends in; -1 before its first chunk
	named    string // the name of that definition
	failed   error  // the appenders can't be used any more
	torn     bool   // a commit has failed since DuckDB was started
	done     bool
}

// newWriter connects to the attached index of the given name, in a transaction.
func newWriter(ctx context.Context, s *Store, database string) (*Writer, error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	w := &Writer{store: s, conn: conn, database: database, weigher: newWeigher(maxTerms(s.options.MemoryLimit))}
	if err = w.begin(ctx); err == nil {
		w.tables, err = openTables(conn, database)
	}
	if err != nil {
		return nil, errors.Join(err, w.rollback(), conn.Close())
	}
	return w, nil
}

// Append adds one file and its first chunks, none for a skipped file. After an error the Writer can only be discarded.
func (w *Writer) Append(ctx context.Context, file File, chunks []Chunk) error {
	return w.unlessFailed(func() error {
		if err := w.appendFile(ctx, file); err != nil {
			return err
		}
		return w.appendChunks(ctx, chunks)
	})
}

// AppendMore adds further chunks to the file that was appended last, so that nobody has to hold all of a large file's
// vectors at once. After an error the Writer can only be discarded.
func (w *Writer) AppendMore(ctx context.Context, chunks []Chunk) error {
	return w.unlessFailed(func() error {
		if w.files == 0 {
			return errors.New("there is no file yet that the chunks could belong to")
		}
		return w.appendChunks(ctx, chunks)
	})
}

// unlessFailed does the next step of writing; the first error stays.
func (w *Writer) unlessFailed(step func() error) error {
	if w.done {
		return fmt.Errorf("write index %s: %w", w.store.path, ErrClosed)
	}
	if w.failed == nil {
		if w.failed = step(); w.failed != nil {
			w.store.mu.Lock()
			w.failed = errors.Join(w.failed, w.serveAgain())
			w.store.mu.Unlock()
		}
	}
	if w.failed != nil {
		return explain(fmt.Errorf("write %s to index %s: %w", w.path, w.store.path, w.failed))
	}
	return nil
}

func (w *Writer) appendFile(ctx context.Context, file File) error {
	w.path, w.unit = file.Path, -1
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := checkText(file.Path); err != nil {
		return fmt.Errorf("path: %w", err)
	}
	if w.pending >= commitRows && !w.whole {
		if err := w.nextTransaction(ctx); err != nil {
			return err
		}
	}
	if err := w.tables.appendFile(w.files, &file); err != nil {
		return err
	}
	w.files++
	w.pending++
	return nil
}

func (w *Writer) appendChunks(ctx context.Context, chunks []Chunk) error {
	for i := range chunks {
		if err := w.appendChunk(ctx, &chunks[i]); err != nil {
			return fmt.Errorf("chunk at line %d: %w", chunks[i].FirstLine, err)
		}
	}
	return nil
}

func (w *Writer) appendChunk(ctx context.Context, chunk *Chunk) error {
	if len(chunk.Vector) != w.store.options.Dimension {
		return fmt.Errorf("vector of %d numbers, want %d", len(chunk.Vector), w.store.options.Dimension)
	}
	if err := errors.Join(checkText(chunk.Content), checkText(chunk.Context)); err != nil {
		return err
	}
	names := chunk.Names
	if chunk.Continues && w.unit >= 0 {
		names = []string{w.named}
	} else {
		w.unit, w.named = w.chunks, lastOf(names)
	}
	terms := w.weigher.weigh(w.path, names, chunk.Language, chunk.Content)
	if err := w.tables.appendChunk(w.chunks, w.files-1, w.unit, chunk, terms); err != nil {
		return err
	}
	w.chunks++
	w.waiting++
	if w.waiting >= commitRows && !w.whole {
		return w.nextTransaction(ctx)
	}
	return nil
}

func lastOf(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

// checkText refuses what DuckDB would cut short or choke on for good: a NUL byte, invalid UTF-8.
func checkText(text string) error {
	if strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text) {
		return errors.New("text with a NUL byte or invalid UTF-8; clean it before")
	}
	return nil
}

// Commit completes the new index and makes it the current one. The Writer is closed whatever Commit returns; after an error
// the former index is still current, unless the error says that DuckDB could not be started again.
func (w *Writer) Commit(ctx context.Context) error {
	return w.finish("write", func() error {
		if err := w.complete(ctx); err != nil {
			return errors.Join(err, w.abandon())
		}
		if err := errors.Join(w.conn.Close(), w.store.putInPlace(ctx)); err != nil {
			return err
		}
		// DuckDB keeps 58 KB of each full index until its end.
		return w.store.restart(context.WithoutCancel(ctx))
	})
}

// complete commits the last transaction, with the metadata in it.
func (w *Writer) complete(ctx context.Context) error {
	if w.failed != nil {
		return w.failed
	}
	if err := errors.Join(w.tables.flush(), w.tables.close()); err != nil {
		return err
	}
	if err := w.store.writeMetadata(ctx, w.conn); err != nil {
		return err
	}
	return w.commit(ctx)
}

// Discard gives the new index up; the former one stays current. After Commit or an earlier Discard it does nothing,
// so that it can be deferred.
func (w *Writer) Discard() error {
	if w.done {
		return nil
	}
	return w.finish("give up the new file of", w.abandon)
}

// abandon closes everything of the new index and removes its file.
func (w *Writer) abandon() error { return errors.Join(w.leave(), w.store.dropBuilding()) }

// serveAgain starts DuckDB again where an error of this Writer has stopped it, so that searches don't wait for the Writer's end; and after
// a commit that failed, of which DuckDB may be left with half in memory: a search that reads those rows ends the process. It runs under the
// store's lock.
func (w *Writer) serveAgain() error {
	if !w.torn && !w.store.isStopped() {
		return nil
	}
	w.torn = false
	return errors.Join(w.leave(), w.store.restart(context.Background()))
}

// leave gives up what is not committed; a second time it does nothing. What the appenders say is of no interest any more: they complain of
// the error that led here.
func (w *Writer) leave() error {
	_ = w.tables.close()
	err := w.rollback()
	if closed := w.conn.Close(); !errors.Is(closed, sql.ErrConnDone) { // as after a restart that failed
		err = errors.Join(err, closed)
	}
	return err
}

// finish runs last under the store's lock, once. What it does stands before "index" in an error.
func (w *Writer) finish(what string, last func() error) error {
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	if w.done {
		return fmt.Errorf("write index %s: %w", w.store.path, ErrClosed)
	}
	w.done = true
	w.store.writing = false
	if err := errors.Join(last(), w.store.restartIfStopped()); err != nil {
		return explain(fmt.Errorf("%s index %s: %w", what, w.store.path, err))
	}
	return nil
}
