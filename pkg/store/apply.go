package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	// exchangeFiles is how many files one transaction of an update exchanges or deletes at most. Finding the old rows
	// takes a scan for each transaction, however many files it is for.
	exchangeFiles = 2048
	// exchangePaths is how many bytes the paths of these files may have, which are held twice or more to find the old rows.
	exchangePaths = 500_000
	// touchFiles is how many files one transaction gives a new modification time.
	touchFiles = 4096
	// smallTransaction is below how many chunks a transaction needs no room made for it.
	smallTransaction = 512
)

// startWriting begins to change the index, with the mark that it is incomplete: both are committed together.
func (u *Update) startWriting(ctx context.Context) error {
	if u.rows != nil {
		return nil
	}
	if err := keepPrivate(u.store.path); err != nil {
		return err
	}
	rows, err := newWriter(ctx, u.store, current)
	if err != nil {
		return err
	}
	rows.whole = true
	u.rows = rows
	err = rows.conn.QueryRowContext(ctx, `SELECT coalesce(max(id) + 1, 0), (SELECT coalesce(max(id) + 1, 0) FROM `+current+`.chunks)
		FROM `+current+`.files`).Scan(&rows.files, &rows.chunks)
	if err != nil {
		return err
	}
	u.first, u.before = rows.files, rows.chunks
	return u.exec(ctx, `INSERT INTO `+current+`.metadata SELECT ?, 'true'
		WHERE NOT EXISTS (SELECT 1 FROM `+current+`.metadata WHERE key = ?)`, incompleteKey, incompleteKey)
}

// startFile prepares to append a file. Between two files is where transactions end.
func (u *Update) startFile(ctx context.Context, path string) error {
	if err := u.startWriting(ctx); err != nil {
		return err
	}
	if u.rows.waiting >= commitRows || len(u.replaced) >= exchangeFiles || u.paths >= exchangePaths || slices.Contains(u.replaced, path) {
		if err := u.nextTransaction(ctx); err != nil {
			return err
		}
	}
	u.replaced = append(u.replaced, path)
	u.paths += len(path)
	u.path = path
	return nil
}

// nextTransaction commits the files appended since the last one, and with them the end of what they replace.
func (u *Update) nextTransaction(ctx context.Context) error {
	if err := u.deleteReplaced(ctx); err != nil {
		return err
	}
	if err := u.makeRoom(ctx); err != nil {
		return err
	}
	large := u.rows.waiting >= rowGroup
	if err := u.rows.commitWaiting(ctx); err != nil {
		return err
	}
	size, err := u.store.logSize()
	if err != nil {
		return err
	}
	// What a large transaction has freed is not used again before that, and its log is short: its rows went to the file.
	if size >= logLimit || large {
		if err := u.rows.renew(ctx); err != nil {
			return err
		}
	}
	return u.rows.begin(ctx)
}

// makeRoom makes room before the next step of a transaction: with 20,000 files, of which a tenth has changed, 112 MB of peak
// become 98. A small transaction of a small index needs none.
func (u *Update) makeRoom(ctx context.Context) error {
	if u.rows.waiting < smallTransaction && u.rows.chunks < largeIndex {
		return nil
	}
	return u.store.makeRoom(ctx, u.store.options.MemoryLimit)
}

func (u *Update) deleteReplaced(ctx context.Context) error {
	if len(u.replaced) == 0 {
		return nil
	}
	if err := u.makeRoom(ctx); err != nil {
		return err
	}
	arguments := []any{u.first} // newer ones are the replacement
	for _, path := range u.replaced {
		arguments = append(arguments, path)
	}
	ids, err := queryIDs(ctx, u.rows.conn, `SELECT id FROM `+current+`.files WHERE id < ? AND path IN (?`+
		strings.Repeat(", ?", len(u.replaced)-1)+`)`, arguments...)
	if err != nil {
		return err
	}
	u.replaced, u.paths, u.first = nil, 0, u.rows.files
	return u.deleteFiles(ctx, ids)
}

// deleteFiles deletes the files of these ids, with their chunks, texts and vectors.
func (u *Update) deleteFiles(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	list := listed(ids)
	chunks := `SELECT id FROM ` + current + `.chunks WHERE file_id IN (` + list + `)`
	for _, rows := range []string{
		`vectors WHERE chunk_id IN (` + chunks + `)`,
		`texts WHERE chunk_id IN (` + chunks + `)`,
		`chunks WHERE file_id IN (` + list + `)`,
		`files WHERE id IN (` + list + `)`,
	} {
		if err := u.exec(ctx, "DELETE FROM "+current+"."+rows); err != nil {
			return err
		}
	}
	return nil
}

// completeAlone completes the index while nobody searches, for the same reason as write.
func (u *Update) completeAlone(ctx context.Context) error {
	u.store.mu.Lock()
	defer u.store.mu.Unlock()
	return u.complete(ctx)
}

// complete does what remains of an update once every change is appended or touched.
func (u *Update) complete(ctx context.Context) error {
	if err := u.flushStaging(); err != nil {
		return err
	}
	gone, err := u.staging.number(ctx, "gone", `SELECT id FROM {held} f
		WHERE NOT EXISTS (SELECT 1 FROM {found} n WHERE n.path = f.path)`, heldFiles, foundFiles)
	if err != nil {
		return fmt.Errorf("list what is gone: %w", err)
	}
	touched, err := u.staging.number(ctx, "retouched", `SELECT t.path, t.size, t.modified FROM {touched} t
		JOIN {held} f ON f.path = t.path WHERE f.size <> t.size OR f.modified <> t.modified`, touchedFiles, heldFiles)
	if err != nil {
		return fmt.Errorf("list what was touched: %w", err)
	}
	meta, err := u.store.readMetadata(ctx)
	if err != nil {
		return err
	}
	if u.rows == nil && gone == 0 && touched == 0 && !meta.incomplete {
		return nil
	}
	return u.writeRest(ctx, gone, touched)
}

func (u *Update) flushStaging() error {
	return errors.Join(u.staging.found.appender.flush(), u.staging.touched.appender.flush())
}

// writeRest deletes what is gone, applies what was touched, takes the mark away, and commits: a small update is one
// transaction.
func (u *Update) writeRest(ctx context.Context, gone, touched int64) error {
	u.gone = gone
	if err := u.startWriting(ctx); err != nil {
		return err
	}
	if err := u.deleteReplaced(ctx); err != nil {
		return err
	}
	err := u.inBatches(ctx, gone, exchangeFiles, func(first, end int64) error {
		ids, err := queryIDs(ctx, u.rows.conn, "SELECT id FROM "+staged+".gone WHERE n >= ? AND n < ?", first, end)
		if err != nil {
			return err
		}
		return u.deleteFiles(ctx, ids)
	})
	if err != nil {
		return err
	}
	err = u.inBatches(ctx, touched, touchFiles, func(first, end int64) error {
		return u.exec(ctx, `UPDATE `+current+`.files SET size = t.size, modified = t.modified FROM `+staged+`.retouched t
			WHERE t.path = files.path AND t.n >= ? AND t.n < ?`, first, end)
	})
	if err != nil {
		return err
	}
	if err := u.exec(ctx, "DELETE FROM "+current+".metadata WHERE key IN (?, 'last_updated')", incompleteKey); err != nil {
		return err
	}
	if err := u.exec(ctx, "INSERT INTO "+current+".metadata VALUES ('last_updated', ?)", timestamp()); err != nil {
		return err
	}
	return u.nextTransaction(ctx)
}

// inBatches visits the numbers below count in batches of the given size, each further one in a transaction of its own.
func (u *Update) inBatches(ctx context.Context, count, size int64, visit func(first, end int64) error) error {
	for first := int64(0); first < count; first += size {
		if first > 0 {
			if err := u.nextTransaction(ctx); err != nil {
				return err
			}
		}
		if err := visit(first, first+size); err != nil {
			return err
		}
	}
	return nil
}

func (u *Update) exec(ctx context.Context, statement string, arguments ...any) error {
	_, err := u.rows.conn.ExecContext(ctx, statement, arguments...)
	return err
}
