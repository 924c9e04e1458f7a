package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// staging holds an update's staging tables, the files that it was told of, in a database of their own. It lives as long as the update.
// DuckDB spills what exceeds its memory limit, and no file of it has to be synced or checkpointed: as a file it took a third
// of a small update's time.
type staging struct {
	store          *Store
	conn           *sql.Conn
	found, touched stagingTable
}

// stagingTable appends to one of the staging tables.
type stagingTable struct {
	appender *appender
	rows     int64
}

// openStaging attaches an empty staging database.
func (s *Store) openStaging(ctx context.Context) (*staging, error) {
	if _, err := s.db.ExecContext(ctx, "ATTACH ':memory:' AS "+staged); err != nil {
		return nil, fmt.Errorf("make the staging tables: %w", err)
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connect to the staging tables: %w", err), s.dropStaging())
	}
	n := &staging{store: s, conn: conn}
	if err := n.createLists(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("make the staging tables: %w", err), n.close(), s.dropStaging())
	}
	return n, nil
}

// dropStaging removes the staging database. It works on a cancelled run too, hence its own context.
func (s *Store) dropStaging() error { return s.detach(context.Background(), staged) }

func (n *staging) createLists(ctx context.Context) error {
	for _, list := range []struct {
		*stagingTable
		table string
	}{{&n.found, "found"}, {&n.touched, "touched"}} {
		_, err := n.conn.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE %s.%s (n BIGINT NOT NULL, path VARCHAR NOT NULL,
			size BIGINT NOT NULL, modified TIMESTAMP NOT NULL, skipped UTINYINT NOT NULL)`, staged, list.table))
		if err != nil {
			return err
		}
		err = n.conn.Raw(func(raw any) (err error) {
			list.appender, err = newAppender(raw.(driver.Conn), staged, list.table)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *stagingTable) add(file File) error {
	if err := checkText(file.Path); err != nil {
		return err
	}
	put(l.appender, 0, l.rows)
	l.appender.putText(1, file.Path)
	put(l.appender, 2, file.Size)
	put(l.appender, 3, file.ModTime.UnixMicro())
	put(l.appender, 4, uint8(file.Skipped))
	l.rows++
	if l.rows%rowGroup == 0 {
		return errors.Join(l.appender.next(), l.appender.flush())
	}
	return l.appender.next()
}

// close closes what belongs to the staging database; dropStaging removes it then.
func (n *staging) close() error {
	var problems []error
	for _, list := range []*stagingTable{&n.found, &n.touched} {
		if list.appender != nil {
			problems = append(problems, list.appender.close())
		}
	}
	return errors.Join(append(problems, n.conn.Close())...)
}
