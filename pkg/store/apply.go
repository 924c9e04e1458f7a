package store

import (
	"context"
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
	touchFiles = 1024
	// smallTransaction is below how many chunks a transaction needs no room made for it.
	smallTransaction = 512
)

// startWriting begins to change the index, with the mark that it is incomplete: both are committed together. It runs under the store's
// lock.
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
	u.path = path
	if u.rebuild != nil {
		return u.rebuild.rewritten.add(record{id: u.rows.files, file: File{Path: path}})
	}
	if u.needsAnother(path) {
		if err := u.nextTransaction(ctx); err != nil {
			return err
		}
		if u.rebuild != nil {
			return u.startFile(ctx, path)
		}
	}
	u.replaced = append(u.replaced, path)
	u.paths += len(path)
	return nil
}

// needsAnother reports whether a file can't be exchanged in this transaction any more.
func (u *Update) needsAnother(path string) bool {
	files := len(u.replaced)
	return u.rows.waiting >= commitRows || u.paths >= exchangePaths || files >= exchangeFiles ||
		u.worn && files >= wornFiles || // so many may make it due to write the index anew
		slices.Contains(u.replaced, path) || u.store.restartDue()
}

// nextTransaction commits the files appended since the last one, and begins anew.
func (u *Update) nextTransaction(ctx context.Context) error {
	large, err := u.commitFiles(ctx)
	if err != nil {
		return err
	}
	if u.worn {
		if err := u.goOnAnew(ctx); err != nil || u.rebuild != nil {
			return err
		}
	}
	if err := u.emptyLog(ctx, large); err != nil {
		return err
	}
	return u.rows.begin(ctx)
}

// commitFiles commits the files appended since the last one, and with them the end of what they replace. It reports whether
// the transaction was a large one.
func (u *Update) commitFiles(ctx context.Context) (large bool, err error) {
	if err := u.deleteReplaced(ctx); err != nil {
		return false, err
	}
	if err := u.makeRoom(ctx); err != nil {
		return false, err
	}
	large = u.rows.waiting >= rowGroup
	return large, u.rows.commitWaiting(ctx)
}

// emptyLog empties the log into the file when it has grown, after a large transaction, and after many searches. No transaction is open.
func (u *Update) emptyLog(ctx context.Context, large bool) error {
	size, err := u.store.logSize()
	if err != nil {
		return err
	}
	// What a large transaction has freed is not used again before that, and its log is short: its rows went to the file.
	if size >= logLimit || large || u.store.restartDue() {
		return u.rows.restart(ctx)
	}
	return nil
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
	list, index := listed(ids), u.rows.database
	chunks := `SELECT id FROM ` + index + `.chunks WHERE file_id IN (` + list + `)`
	for _, rows := range []string{
		`vectors WHERE chunk_id IN (` + chunks + `)`,
		`texts WHERE chunk_id IN (` + chunks + `)`,
		`chunks WHERE file_id IN (` + list + `)`,
		`files WHERE id IN (` + list + `)`,
	} {
		if err := u.exec(ctx, "DELETE FROM "+index+"."+rows); err != nil {
			return err
		}
	}
	return nil
}

// touchFiles gives the files of these ids another size and modification time.
func (u *Update) touchFiles(ctx context.Context, files []record) error {
	rows := make([]string, len(files))
	for i, r := range files {
		rows[i] = fmt.Sprintf("(%d, %d, make_timestamp(%d))", r.id, r.file.Size, r.file.ModTime.UnixMicro())
	}
	return u.exec(ctx, "UPDATE "+current+".files SET size = t.size, modified = t.modified FROM (VALUES "+strings.Join(rows, ", ")+
		") t (id, size, modified) WHERE t.id = files.id")
}

func (u *Update) exec(ctx context.Context, statement string, arguments ...any) error {
	_, err := u.rows.conn.ExecContext(ctx, statement, arguments...)
	return err
}
