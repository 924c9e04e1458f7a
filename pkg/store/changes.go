package store

import (
	"context"
	"database/sql"
	"fmt"
)

// changesPage is how many changed files are in memory at once, a few hundred bytes each.
const changesPage = 512

// change is a found file that the index doesn't hold as it is now.
type change struct{ found, old File }

// changes selects them. A file that was skipped is looked at each time: the reason may lie outside of it.
const changes = `SELECT f.path, f.size, f.modified, f.skipped, o.path IS NOT NULL AS held, coalesce(o.size, 0) AS old_size,
	coalesce(o.modified, f.modified) AS old_modified, coalesce(o.hash, '') AS hash, coalesce(o.skipped, 0) AS old_skipped
	FROM {found} f LEFT JOIN {held} o ON o.path = f.path
	WHERE o.path IS NULL OR o.size <> f.size OR o.modified <> f.modified OR o.skipped <> 0 OR f.skipped <> 0`

// Changed visits, after the last Found, every found file that the index doesn't hold as it is now: new ones, with the zero
// File as old; those of another size or modification time; and those that were skipped, then or now.
// Their order is unspecified. Calling it again visits the same files again. Modification times are in microseconds.
//
// The other methods may be called while visit runs, but Changed must have returned before Commit or Discard. An error of
// visit ends Changed and is returned as it is.
func (u *Update) Changed(ctx context.Context, visit func(found, old File) error) error {
	if err := u.step("list the changes", func() error { return u.listChanges(ctx) }); err != nil {
		return err
	}
	for first := int64(0); first < u.changed; first += changesPage {
		page, err := u.readChanges(ctx, first)
		if err != nil {
			return fmt.Errorf("update index %s: list the changes: %w", u.store.path, err)
		}
		for i := range page {
			if err := visit(page[i].found, page[i].old); err != nil {
				return err
			}
		}
	}
	return nil
}

func (u *Update) listChanges(ctx context.Context) error {
	if u.changed >= 0 {
		return nil
	}
	err := u.staging.found.appender.flush()
	if err != nil {
		return err
	}
	rows, err := u.staging.number(ctx, "changed", changes, foundFiles, heldFiles)
	if err == nil {
		u.changed = rows
	}
	return err
}

func (u *Update) readChanges(ctx context.Context, first int64) (page []change, err error) {
	err = queryEach(ctx, u.store.db, func(row *sql.Rows) error {
		var c change
		var held bool
		err := row.Scan(&c.found.Path, &c.found.Size, &c.found.ModTime, &c.found.Skipped, &held, &c.old.Size, &c.old.ModTime,
			&c.old.Hash, &c.old.Skipped)
		if held {
			c.old.Path = c.found.Path
		} else {
			c.old = File{}
		}
		page = append(page, c)
		return err
	}, `SELECT path, size, modified, skipped, held, old_size, old_modified, hash, old_skipped
		FROM `+staged+`.changed WHERE n >= ? AND n < ? ORDER BY n`, first, first+changesPage)
	return page, err
}
