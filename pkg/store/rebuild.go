package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// An update that deletes much writes the index anew, beside the current one as a full index does, and copies what stays: in memory that
// doesn't depend on the size of the index. DuckDB holds 32 KB for each row group with deleted rows, of each table, until its end; and it
// writes new rows faster than it deletes old ones.
const (
	// rebuiltGroups is of how many row groups the tables of chunks are together in an index of which an update that replaces more than
	// half of the files writes all anew. With fewer it would take longer.
	rebuiltGroups = 8
	// wornGroups is of how many row groups they are when wornFiles deleted or replaced files suffice for that: if each of them had
	// deleted rows, 25 MB would be held for them.
	wornGroups = 768
	wornFiles  = 64
)

const (
	// copyFiles is of how many files the rows are copied together, in memory with their paths.
	copyFiles = 512
	// copyRows is of how many chunks one statement copies the rows.
	copyRows = 256
	// copyRanges is how many ranges of ids one statement copies.
	copyRanges = 64
)

// rebuild is how an update writes the index anew.
type rebuild struct {
	rewritten     *spool // the paths that were appended
	later         bool   // files were exchanged in place before
	files, chunks int64  // what is added to the ids of what is copied
}

// startRebuild begins to write the index anew, if that is due for an update that deletes or replaces so many files. It runs under the store's
// lock.
func (u *Update) startRebuild(ctx context.Context, deleted int64) error {
	due, err := u.store.rebuildDue(ctx, deleted)
	if err != nil || !due {
		return err
	}
	return u.beginAnew(ctx)
}

func (u *Update) beginAnew(ctx context.Context) error {
	rows, err := u.store.build(ctx)
	if err != nil {
		return err
	}
	u.rows = rows
	u.rebuild = &rebuild{rewritten: newSpool(u.store.spillPath(), u.diff.seed)} // the end of the update drops what is built
	return u.exec(ctx, "CREATE TABLE "+building+".kept (id BIGINT NOT NULL, size BIGINT NOT NULL, modified TIMESTAMP NOT NULL)")
}

// goOnAnew goes on with writing the index anew, between two transactions, once so many files have been replaced in place that this is due.
func (u *Update) goOnAnew(ctx context.Context) error {
	due, err := u.store.rebuildDue(ctx, u.diff.gone)
	if err != nil || !due {
		return err
	}
	if err := errors.Join(u.rows.leave(), u.store.restart(context.WithoutCancel(ctx))); err != nil {
		return err
	}
	if err := u.beginAnew(ctx); err != nil {
		return err
	}
	u.rebuild.later = true
	return nil
}

func (s *Store) rebuildDue(ctx context.Context, deleted int64) (bool, error) {
	var rows, files, holes int64
	err := s.db.QueryRowContext(ctx, `SELECT (SELECT coalesce(sum(estimated_size), 0)::BIGINT FROM duckdb_tables()
		WHERE database_name = '`+current+`' AND table_name IN ('chunks', 'texts', 'vectors')),
		count(*), `+holesOfIDs+` FROM `+current+`.files`).Scan(&rows, &files, &holes)
	deleted += holes - s.meta.holes
	groups := rows / rowGroup
	return groups >= rebuiltGroups && deleted > files/2 || groups >= wornGroups && deleted >= wornFiles, err
}

// completeRebuild copies what stays, and has the new index take the current one's place. Searches have their turn between two steps.
func (u *Update) completeRebuild(ctx context.Context) error {
	if err := u.rows.transaction(ctx, true); err != nil {
		return err
	}
	u.rebuild.files, u.rebuild.chunks = u.rows.files, u.rows.chunks
	var err error
	if u.rebuild.later {
		err = u.fromCurrent(ctx, func() error { return u.diff.listHeld(ctx) })
	}
	if err == nil {
		err = u.listKept(ctx)
	}
	if err == nil {
		err = u.copyPages(ctx, building+".kept", 0, copyFiles, u.copyFiles)
	}
	// One table after the other, and DuckDB restarted between them: of each that is written it holds a row group.
	for _, table := range []struct {
		ids      string // the table in which the ids are to be looked for
		from     int64
		copyPage func(context.Context, idRange) error
	}{
		{current + ".chunks", 0, u.copyChunks},
		{building + ".chunks", u.rebuild.chunks, u.copyOf("texts", "slice, text")},
		{building + ".chunks", u.rebuild.chunks, u.copyOf("vectors", "slice, embedding")},
	} {
		if err == nil {
			err = u.copyPages(ctx, table.ids, table.from, rowGroup, table.copyPage)
		}
		if err == nil {
			err = u.rows.transaction(ctx, true)
		}
	}
	if err != nil {
		return err
	}
	u.store.mu.Lock()
	defer u.store.mu.Unlock()
	if err := u.exec(ctx, "DROP TABLE "+building+".kept"); err != nil {
		return err
	}
	var holes int64
	if err := u.rows.conn.QueryRowContext(ctx, "SELECT "+holesOfIDs+" FROM "+building+".files").Scan(&holes); err != nil {
		return err
	}
	if err := u.exec(ctx, "INSERT INTO "+building+".metadata VALUES (?, ?)", holesKey, strconv.FormatInt(holes, 10)); err != nil {
		return err
	}
	if err := u.rows.complete(ctx); err != nil {
		return err
	}
	err = errors.Join(u.rows.conn.Close(), u.store.putInPlace(ctx))
	u.rows = nil
	return err
}

// fromCurrent reads from the current index, in a turn. A restart of DuckDB tells when the index is gone.
func (u *Update) fromCurrent(ctx context.Context, step func() error) error {
	return u.store.turns.take(ctx, func() error {
		if !u.store.attached {
			return ErrNoIndex
		}
		return step()
	})
}

// listKept lists the files that stay, in a table of the new index, and deletes there what was appended again under the same path, or
// never found.
func (u *Update) listKept(ctx context.Context) error {
	dropped := batches[int64]{size: exchangeFiles, between: func() error { return nil }, apply: func(ids []int64) error { return u.deleteFiles(ctx, ids) }}
	err := u.withAppender("kept", func(kept *appender) error {
		return u.diff.kept(u.rebuild.rewritten, func(r record) error {
			put(kept, 0, r.id)
			put(kept, 1, r.file.Size)
			put(kept, 2, r.file.ModTime.UnixMicro())
			return kept.next()
		}, dropped.add)
	})
	if err == nil {
		err = dropped.flush()
	}
	if err == nil {
		err = u.rows.nextTransaction(ctx)
	}
	return err
}

// withAppender appends rows to a table of the new index.
func (u *Update) withAppender(table string, do func(*appender) error) error {
	var rows *appender
	err := u.rows.conn.Raw(func(raw any) (err error) {
		rows, err = newAppender(raw.(driver.Conn), building, table)
		return err
	})
	if err != nil {
		return err
	}
	if err = do(rows); err == nil {
		err = rows.flush()
	}
	return errors.Join(err, rows.close())
}

// copyPages copies what belongs to the ids of a table, from the given one on, in pages of so many ids. Ids that the table doesn't have
// are passed over.
func (u *Update) copyPages(ctx context.Context, table string, from, page int64, copyPage func(ctx context.Context, page idRange) error) error {
	for from >= 0 {
		err := u.fromCurrent(ctx, func() (err error) {
			if from, err = nextID(ctx, u.rows.conn, table, "id", from, page); err != nil || from < 0 {
				return err
			}
			if err := copyPage(ctx, idRange{from, from + page - 1}); err != nil {
				return err
			}
			from += page
			if u.rows.waiting < commitRows {
				return nil
			}
			return u.rows.nextTransaction(ctx)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (u *Update) copyFiles(ctx context.Context, page idRange) error {
	u.rows.waiting += copyFiles
	return u.insert(ctx, "files", fmt.Sprintf(`SELECT f.id + %d, f.path, k.size, k.modified, f.hash, f.skipped FROM %s.files f JOIN %s.kept k ON k.id = f.id
		WHERE f.id %[4]v AND k.id %[4]v ORDER BY f.id`, u.rebuild.files, current, building, page))
}

// copyChunks copies the chunks of files that stay. Which they are is asked first: DuckDB might hold all that is copied to join it.
func (u *Update) copyChunks(ctx context.Context, page idRange) error {
	ids, err := queryIDs(ctx, u.rows.conn, fmt.Sprintf(`SELECT id FROM %[1]s.chunks WHERE id %[2]v AND file_id IN (SELECT id FROM %[3]s.kept WHERE id BETWEEN
		(SELECT min(file_id) FROM %[1]s.chunks WHERE id %[2]v) AND (SELECT max(file_id) FROM %[1]s.chunks WHERE id %[2]v)) ORDER BY id`, current, page, building))
	if err != nil {
		return err
	}
	return u.copyIDs(ctx, "chunks", "id", fmt.Sprintf(`id + %[1]d, file_id + %[2]d, language, first_line, last_line, content_bytes, context_bytes, hash,
		unit + %[1]d, terms, weights`, u.rebuild.chunks, u.rebuild.files), ids)
}

// copyOf copies the rows of another table that belong to copied chunks, whose ids in the new index the page is of.
func (u *Update) copyOf(table, columns string) func(ctx context.Context, page idRange) error {
	return func(ctx context.Context, page idRange) error {
		ids, err := queryIDs(ctx, u.rows.conn, fmt.Sprintf("SELECT id - %d FROM %s.chunks WHERE id %v ORDER BY id", u.rebuild.chunks, building, page))
		if err != nil {
			return err
		}
		return u.copyIDs(ctx, table, "chunk_id", fmt.Sprintf("chunk_id + %d, %s", u.rebuild.chunks, columns), ids)
	}
}

// copyIDs copies the rows in which a column has one of these ids, which ascend.
func (u *Update) copyIDs(ctx context.Context, table, column, columns string, ids []int64) error {
	u.rows.waiting += int64(len(ids))
	for some := range slices.Chunk(ids, copyRows) {
		for ranges := range slices.Chunk(rangesOf(some), copyRanges) {
			if err := u.insert(ctx, table, fmt.Sprintf("SELECT %s FROM %s.%s WHERE %s", columns, current, table, within(column, ranges))); err != nil {
				return err
			}
		}
	}
	return nil
}

// insert inserts the rows of a query into a table of the new index.
func (u *Update) insert(ctx context.Context, table, query string) error {
	if err := u.exec(ctx, "INSERT INTO "+building+"."+table+" "+query); err != nil {
		return fmt.Errorf("copy %s: %w", table, err)
	}
	return nil
}
