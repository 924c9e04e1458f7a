package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// FilesByHash returns the files whose content has this hash, ordered by path, the first limit of them; none when there is no
// such file. limit is from 1 to MaxMatches. It returns ErrNoIndex when there is no current index.
func (s *Store) FilesByHash(ctx context.Context, hash string, limit int) ([]File, error) {
	return lookUp(ctx, s, "look up files of hash "+hash, func() ([]File, error) {
		if err := checkLimit("limit", limit); err != nil {
			return nil, err
		}
		best := firsts[File]{limit: limit, compare: func(a, b File) int { return cmp.Compare(a.Path, b.Path) }}
		err := s.eachPage(ctx, "files", "hash", hash, func(ids []int64) error {
			return s.eachOf(ctx, "SELECT "+fileColumns+" FROM "+current+".files f WHERE id IN", ids, func(row *sql.Rows) error {
				var file File
				err := row.Scan(fileFields(&file)...)
				best.add(file)
				return err
			})
		})
		return best.sorted(), err
	})
}

// ChunksByHash returns the chunks whose content has this hash, ordered by path and line, the first limit of them; none when
// there is no such chunk. limit is from 1 to MaxMatches. It returns ErrNoIndex when there is no current index.
func (s *Store) ChunksByHash(ctx context.Context, hash string, limit int) ([]Match, error) {
	return lookUp(ctx, s, "look up chunks of hash "+hash, func() ([]Match, error) {
		if err := checkLimit("limit", limit); err != nil {
			return nil, err
		}
		best := firsts[chunkPlace]{limit: limit, compare: func(a, b chunkPlace) int {
			return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.line, b.line), cmp.Compare(a.chunk, b.chunk))
		}}
		err := s.eachPage(ctx, "chunks", "hash", hash, func(ids []int64) error {
			places, err := s.places(ctx, ids)
			best.add(places...)
			return err
		})
		if err != nil {
			return nil, err
		}
		var found []ranked
		for _, place := range best.sorted() {
			found = append(found, ranked{chunk: place.chunk})
		}
		return s.matches(ctx, found)
	})
}

// idPage is how many ids are in memory at once.
const idPage = 2048

// eachPage visits the ids of a table's rows with this value in a column, ascending, a page of them at a time. DuckDB would order them by
// path, in memory for all of their paths together.
func (s *Store) eachPage(ctx context.Context, table, column string, value any, visit func(ids []int64) error) error {
	for last := int64(-1); ; {
		ids, err := queryIDs(ctx, s.db, fmt.Sprintf("SELECT id FROM %s.%s WHERE %s = ? AND id > %d ORDER BY id LIMIT %d", current, table, column, last, idPage), value)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := visit(ids); err != nil {
			return err
		}
		last = ids[len(ids)-1]
	}
}

// chunkPlace is where a chunk lies in the tree.
type chunkPlace struct {
	chunk, file int64
	path        string
	line        int
}

func (s *Store) places(ctx context.Context, chunks []int64) ([]chunkPlace, error) {
	var places []chunkPlace
	var files []int64
	err := s.eachOf(ctx, "SELECT id, file_id, first_line FROM "+current+".chunks WHERE id IN", chunks, func(row *sql.Rows) error {
		var p chunkPlace
		err := row.Scan(&p.chunk, &p.file, &p.line)
		places, files = append(places, p), append(files, p.file)
		return err
	})
	if err != nil {
		return nil, err
	}
	paths, err := s.paths(ctx, files)
	for i := range places {
		places[i].path = paths[places[i].file]
	}
	return places, err
}

// firsts keeps the first of what is added, in an order.
type firsts[T any] struct {
	limit   int
	compare func(a, b T) int
	kept    []T
}

func (f *firsts[T]) add(more ...T) {
	f.kept = append(f.kept, more...)
	if len(f.kept) >= 2*f.limit {
		f.kept = f.sorted()
	}
}

func (f *firsts[T]) sorted() []T {
	slices.SortFunc(f.kept, f.compare)
	clear(f.kept[min(f.limit, len(f.kept)):])
	return f.kept[:min(f.limit, len(f.kept))]
}
