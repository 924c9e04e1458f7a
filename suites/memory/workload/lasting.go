package workload

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/memory/judge"
)

const (
	// lookUps is after how many look-ups, and lastingUpdates after how many updates, a store restarts its DuckDB. A round
	// comes to just that: what DuckDB keeps until then is there at the end of no round, unless the restart is left out.
	lookUps        = 171
	lastingUpdates = 8
	// lastingFiles is how many files the index that is updated holds behind each update.
	lastingFiles = 4
)

// lasting are small indexes that stay open over all rounds of a life, with each of which one thing is done: it is updated, asked or
// written in full. What only another thing gives back piles up. Further ones have much befall them, and end each round with DuckDB
// restarted: what fields of the store keep piles up.
type lasting struct {
	updated, asked, written *store.Store
	further                 map[string]*store.Store // by path
}

// newLasting writes all of them below the folder.
func newLasting(ctx context.Context, folder string) (*lasting, error) {
	l, s := &lasting{further: map[string]*store.Store{}}, &stores{folder: folder}
	for name, index := range map[string]**store.Store{"updated": &l.updated, "asked": &l.asked, "written": &l.written} {
		opened, err := store.Open(ctx, filepath.Join(folder, name+".duckdb"), s.options(small))
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		*index = opened
		if err := s.rewrite(ctx, opened, 2, 4, small); err != nil {
			return nil, errors.Join(err, l.close())
		}
	}
	return l, nil
}

// orphans has one written anew, closes all, and counts the rows of that one and of the updated one that belong to nothing.
func (l *lasting) orphans(ctx context.Context) (found []judge.Orphans, err error) {
	if err := errors.Join(new(stores).anew(ctx, l.written, 5_600), l.close()); err != nil {
		return nil, err
	}
	for _, one := range []struct {
		index *store.Store
		files int
	}{{l.updated, lastingFiles}, {l.written, anewFiles}} {
		alone, aloneErr := orphans(ctx, one.index.Path())
		gone := judge.Orphans{What: judge.FilesGone}
		goneErr := inspect(ctx, one.index.Path(), fmt.Sprintf("SELECT count(*) - %d FROM files", one.files), &gone.Rows)
		found, err = append(append(found, alone...), gone), errors.Join(err, aloneErr, goneErr)
	}
	return found, err
}

// lastingAt is the further index of that name, opened with the options when it is first asked for.
func (s *stores) lastingAt(ctx context.Context, name string, options store.Options) (index *store.Store, err error) {
	path := filepath.Join(s.aside, name)
	if index = s.lasting.further[path]; index == nil {
		if index, err = store.Open(ctx, path, options); err == nil {
			s.lasting.further[path] = index
		}
	}
	return index, err
}

func (l *lasting) close() (err error) {
	for _, index := range l.further {
		err = errors.Join(err, index.Close())
	}
	for _, index := range []*store.Store{l.updated, l.asked, l.written} {
		if index != nil {
			err = errors.Join(err, index.Close())
		}
	}
	return err
}

// live is one round. A path is so long that an update's lists don't fit in the memory that they have.
func (l *lasting) live(ctx context.Context, s *stores) error {
	long := strings.Repeat("long/", 1_000) + "0.py"
	for i := range lastingUpdates {
		if err := s.update(ctx, l.updated, 2, small, long, "1.py", "2.py", fmt.Sprintf("new-%d.py", i)); err != nil {
			return err
		}
	}
	for i := range lookUps {
		// It would lie between paths that are there: DuckDB has to read them.
		if _, err := l.asked.FileAt(ctx, fmt.Sprintf("round-0/0.py-%d-%d", s.round, i), nil); !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("look up what is not there: %w", err)
		}
	}
	return s.rewrite(ctx, l.written, 2, 4, small)
}
