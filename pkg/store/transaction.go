package store

import (
	"context"
	"errors"
	"fmt"
)

const (
	// commitRows is how many chunks, or files, one transaction holds. From two row groups on, rows go straight to the file and not
	// through the write-ahead log.
	commitRows = 4 * rowGroup
	// renewRows is after how many chunks and files of a new index DuckDB is restarted. Until then it keeps a record of every block and
	// column segment that it has written, 22 bytes for each chunk.
	renewRows = 32 * commitRows
)

// nextTransaction commits what has been appended and begins anew.
func (w *Writer) nextTransaction(ctx context.Context) error {
	return w.transaction(ctx, w.renewed+w.waiting+w.pending >= renewRows || w.store.restartDue())
}

// transaction ends the transaction and begins another one, with DuckDB restarted between them where that is asked for.
func (w *Writer) transaction(ctx context.Context, renew bool) error {
	if err := w.commitWaiting(ctx); err != nil {
		return err
	}
	if renew {
		if err := w.renew(ctx); err != nil {
			return err
		}
	}
	return w.begin(ctx)
}

// commitWaiting commits what has been appended. No transaction is open then.
func (w *Writer) commitWaiting(ctx context.Context) error {
	if err := w.tables.flush(); err != nil {
		return err
	}
	w.renewed += w.waiting + w.pending
	w.waiting, w.pending = 0, 0
	return w.commit(ctx)
}

// renew completes the new index so far and restarts DuckDB, between two transactions.
func (w *Writer) renew(ctx context.Context) error {
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	return w.restart(ctx)
}

// restart completes the file that is written and restarts DuckDB, between two transactions: with what DuckDB keeps until its end, of the
// blocks that it wrote and of the searches beside it. It runs under the store's lock.
func (w *Writer) restart(ctx context.Context) error {
	if err := w.tables.close(); err != nil {
		return err
	}
	if err := w.store.checkpoint(ctx, w.database); err != nil {
		return err
	}
	if err := errors.Join(w.conn.Close(), w.store.restart(context.WithoutCancel(ctx))); err != nil {
		return err
	}
	path := w.store.path
	if w.database == building {
		path = w.store.buildingPath()
		if err := w.store.attach(context.WithoutCancel(ctx), path, building); err != nil {
			return err
		}
	} else if !w.store.attached {
		return ErrNoIndex
	}
	conn, err := w.store.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	w.conn = conn
	return errors.Join(keepPrivate(path), w.openTables())
}

// openTables opens the tables again, whose former appenders are closed.
func (w *Writer) openTables() error {
	opened, err := openTables(w.conn, w.database)
	if err != nil {
		return err
	}
	w.tables, w.renewed = opened, 0
	return nil
}

// begin opens a transaction. Neither it nor commit is cancelled half-way: nobody would know then whether a transaction is
// open.
func (w *Writer) begin(ctx context.Context) error {
	if _, err := w.conn.ExecContext(context.WithoutCancel(ctx), "BEGIN"); err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	w.begun = true
	return nil
}

// commit ends the transaction, also when it fails.
func (w *Writer) commit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.begun = false
	_, err := w.conn.ExecContext(context.WithoutCancel(ctx), "COMMIT")
	w.torn = err != nil
	return err
}

// rollback ends the transaction, if one is open. It works on a cancelled run too, hence its own context.
func (w *Writer) rollback() error {
	if !w.begun {
		return nil
	}
	w.begun = false
	if _, err := w.conn.ExecContext(context.Background(), "ROLLBACK"); err != nil && !stopped(err) {
		return fmt.Errorf("roll back: %w", err)
	}
	return nil
}
