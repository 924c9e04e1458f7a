package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// noteBook is a database of its own, in which an update notes the files that it was told of. It lives as long as the update.
// DuckDB spills what exceeds its memory limit, and no file of it has to be synced or checkpointed: as a file it took a third
// of a small update's time.
type noteBook struct {
	store          *Store
	conn           *sql.Conn
	found, touched noteList
}

// noteList appends to one of the tables of notes.
type noteList struct {
	appender *appender
	rows     int64
}

// openNotes attaches an empty note book.
func (s *Store) openNotes(ctx context.Context) (*noteBook, error) {
	if _, err := s.db.ExecContext(ctx, "ATTACH ':memory:' AS "+notes); err != nil {
		return nil, fmt.Errorf("make lists of files: %w", err)
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connect to the lists of files: %w", err), s.dropNotes())
	}
	n := &noteBook{store: s, conn: conn}
	if err := n.createLists(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("make lists of files: %w", err), n.close(), s.dropNotes())
	}
	return n, nil
}

// dropNotes removes the note book. It works on a cancelled run too, hence its own context.
func (s *Store) dropNotes() error { return s.detach(context.Background(), notes) }

func (n *noteBook) createLists(ctx context.Context) error {
	for _, list := range []struct {
		*noteList
		table string
	}{{&n.found, "found"}, {&n.touched, "touched"}} {
		_, err := n.conn.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE %s.%s (n BIGINT NOT NULL, path VARCHAR NOT NULL,
			size BIGINT NOT NULL, modified TIMESTAMP NOT NULL, skipped VARCHAR NOT NULL)`, notes, list.table))
		if err != nil {
			return err
		}
		err = n.conn.Raw(func(raw any) (err error) {
			list.appender, err = newAppender(raw.(driver.Conn), notes, list.table)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *noteList) add(file File) error {
	if err := errors.Join(checkText(file.Path), checkText(file.Skipped)); err != nil {
		return err
	}
	put(l.appender, 0, l.rows)
	l.appender.putText(1, file.Path)
	put(l.appender, 2, file.Size)
	put(l.appender, 3, file.ModTime.UnixMicro())
	l.appender.putText(4, file.Skipped)
	l.rows++
	if l.rows%rowGroup == 0 {
		return errors.Join(l.appender.next(), l.appender.flush())
	}
	return l.appender.next()
}

// close closes what belongs to the note book; dropNotes removes it then.
func (n *noteBook) close() error {
	var problems []error
	for _, list := range []*noteList{&n.found, &n.touched} {
		if list.appender != nil {
			problems = append(problems, list.appender.close())
		}
	}
	return errors.Join(append(problems, n.conn.Close())...)
}
