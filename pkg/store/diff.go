package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"
	"math"
)

const (
	// diffBytes is how many bytes of records of the index are in memory at once while it is compared with what was found.
	diffBytes = 500_000
	// heldBytes is how many bytes of paths one query of the index's files reads at most: the driver holds a whole result.
	heldBytes = 1_000_000
)

// diff compares what an update was told of with what the index holds. DuckDB would join the lists, in memory that depends on
// their length: within 18 MB it could not compare 11,000 files.
type diff struct {
	store          *Store
	seed           maphash.Seed
	found, touched *spool
	held           *spool // what the index holds; nil before it is listed
	gone           int64  // how many held files were not found; -1 before they are counted; guarded by the update
}

func newDiff(s *Store) *diff {
	seed := maphash.MakeSeed()
	return &diff{store: s, seed: seed, found: newSpool(s.spillPath(), seed), touched: newSpool(s.spillPath(), seed), gone: -1}
}

// close removes the lists.
func (d *diff) close() error { return errors.Join(d.found.close(), d.touched.close(), d.held.close()) }

// listHeld lists what the index holds now, as far as it is committed.
func (d *diff) listHeld(ctx context.Context) error {
	if err := d.held.close(); err != nil {
		return err
	}
	d.held = newSpool(d.store.spillPath(), d.seed)
	var longest int64
	err := d.store.db.QueryRowContext(ctx, "SELECT coalesce(max(strlen(path)), 0) FROM "+current+".files").Scan(&longest)
	if err != nil {
		return err
	}
	page := min(rowGroup, heldBytes/(longest+1)+1)
	for first := int64(0); ; first += page {
		if first, err = nextID(ctx, d.store.db, current+".files", "id", first, page); err != nil || first < 0 {
			return err
		}
		err := queryEach(ctx, d.store.db, func(row *sql.Rows) error {
			var r record
			if err := row.Scan(append([]any{&r.id}, fileFields(&r.file)...)...); err != nil {
				return err
			}
			return d.held.add(r)
		}, fmt.Sprintf("SELECT f.id, %s FROM %s.files f WHERE f.id %v", fileColumns, current, idRange{first, first + page - 1}))
		if err != nil {
			return err
		}
	}
}

// heldFiles are some of the files that the index holds, by path.
type heldFiles map[string]record

// each visits all files that the index holds, a part of one bucket after the other. belongs says of any path whether the
// held files at hand are the ones to compare it with.
func (d *diff) each(visit func(bucket int, held heldFiles, belongs func(path string) bool) error) error {
	return d.eachWith(&spool{}, visit)
}

// eachWith does as each, in parts that are as small where what another list has of them is in memory, too.
func (d *diff) eachWith(other *spool, visit func(bucket int, held heldFiles, belongs func(path string) bool) error) error {
	held := heldFiles{}
	var texts []byte // of the held files; what would be garbage of 1 KB a file otherwise
	for bucket := range spoolBuckets {
		shares := uint64(math.Ceil(float64(d.held.buckets[bucket].bytes+other.buckets[bucket].bytes+1) / diffBytes))
		for share := range shares {
			belongs := func(path string) bool {
				_, rest := d.held.place(path)
				return rest%shares == share
			}
			clear(held)
			texts = texts[:0]
			for r, err := range d.held.records(bucket) {
				if err != nil {
					return err
				}
				if belongs(r.file.Path) {
					r, texts = r.in(texts)
					held[r.file.Path] = r
				}
			}
			if err := visit(bucket, held, belongs); err != nil {
				return err
			}
		}
	}
	return nil
}

// changed visits the found files that the index doesn't hold as they are now, and counts the held ones that were not found.
func (d *diff) changed(visit func(found, old File) error) (gone int64, err error) {
	err = d.each(func(bucket int, held heldFiles, belongs func(path string) bool) error {
		gone += int64(len(held))
		for r, err := range d.found.records(bucket) {
			if err != nil {
				return err
			}
			found, old := r.file, held[r.file.Path].file
			if old.Path != "" {
				gone--
			}
			same := old.Path != "" && old.Size == found.Size && old.ModTime.Equal(found.ModTime) &&
				old.Skipped == NotSkipped && found.Skipped == NotSkipped
			if same || !belongs(found.Path) {
				continue
			}
			if err := visit(found.clone(), old.clone()); err != nil {
				return err
			}
		}
		return nil
	})
	return gone, err
}

// replacing is how many files of the index an update deletes or replaces.
type replacing struct {
	gone    int64 // were not found
	resized int64 // were found with another size, and so with another content
	touched int64 // were found with another modification time alone; what they hold may be the same
}

// replacing counts them before any of them is looked at.
func (d *diff) replacing() (r replacing, err error) {
	err = d.each(func(bucket int, held heldFiles, _ func(path string) bool) error {
		for found, err := range d.found.records(bucket) {
			if err != nil {
				return err
			}
			old, is := held[found.file.Path]
			if !is {
				continue
			}
			delete(held, found.file.Path)
			switch {
			case old.file.Size != found.file.Size:
				r.resized++
			case !old.file.ModTime.Equal(found.file.ModTime):
				r.touched++
			}
		}
		r.gone += int64(len(held))
		return nil
	})
	return r, err
}

// kept visits the files of the index that were found and are not among the rewritten ones, with the size and modification time that they
// were touched with; and the ids of rewritten ones to drop: of those that were rewritten again, and of those that were not found.
func (d *diff) kept(rewritten *spool, visit func(record) error, drop func(id int64) error) error {
	return d.eachWith(rewritten, func(bucket int, held heldFiles, belongs func(path string) bool) error {
		last, kept := heldFiles{}, heldFiles{}
		for r, err := range rewritten.records(bucket) {
			if err != nil {
				return err
			}
			if !belongs(r.file.Path) {
				continue
			}
			if one, is := last[r.file.Path]; is {
				if err := drop(min(one.id, r.id)); err != nil {
					return err
				}
				r.id = max(one.id, r.id)
			}
			r.file = r.file.clone()
			last[r.file.Path] = r
			delete(held, r.file.Path)
		}
		for r, err := range d.found.records(bucket) {
			if err != nil {
				return err
			}
			delete(last, r.file.Path)
			if old, is := held[r.file.Path]; is {
				kept[old.file.Path] = old
			}
		}
		for r, err := range d.touched.records(bucket) {
			if err != nil {
				return err
			}
			if old, is := kept[r.file.Path]; is {
				old.file.Size, old.file.ModTime = r.file.Size, r.file.ModTime
				kept[old.file.Path] = old
			}
		}
		for _, r := range last {
			if err := drop(r.id); err != nil {
				return err
			}
		}
		for _, r := range kept {
			if err := visit(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// rest visits what is left to do for the index: of the touched files whose size or modification time it doesn't have these two
// and the id there, and the ids of those that were not found.
func (d *diff) rest(touched func(record) error, gone func(id int64) error) error {
	return d.each(func(bucket int, held heldFiles, _ func(path string) bool) error {
		for r, err := range d.touched.records(bucket) {
			if err != nil {
				return err
			}
			old, is := held[r.file.Path]
			if !is || old.file.Size == r.file.Size && old.file.ModTime.Equal(r.file.ModTime) {
				continue
			}
			if err := touched(record{id: old.id, file: File{Size: r.file.Size, ModTime: r.file.ModTime}}); err != nil {
				return err
			}
		}
		for r, err := range d.found.records(bucket) {
			if err != nil {
				return err
			}
			delete(held, r.file.Path)
		}
		for _, r := range held {
			if err := gone(r.id); err != nil {
				return err
			}
		}
		return nil
	})
}
