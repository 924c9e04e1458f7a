package workload

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
)

// Stores is a task: indexes live through everything that can befall a store, round after round, some of them from the first to the last.
const Stores Task = "stores"

// storeLife are indexes that no tree is indexed into. Each round does the same amount of work, with fresh names, contents and questions.
type storeLife struct {
	remains remains
	aside   string // of the indexes of one round
	lasting *lasting
	round   int
}

func newStoreLife(ctx context.Context, setup Setup) (l *storeLife, err error) {
	l = &storeLife{remains: remains{folder: filepath.Dir(setup.Database)}, aside: filepath.Join(setup.Home, "aside")}
	if err := os.Mkdir(l.aside, 0o700); err != nil {
		return nil, err
	}
	l.lasting, err = newLasting(ctx, l.remains.folder)
	livedStores = l.lasting
	return l, err
}

var livedStores *lasting //nolint:unused // read in the heap's dump

// live is one round.
func (l *storeLife) live(ctx context.Context) (int64, error) {
	l.round++
	debug.SetGCPercent(100)
	err := inTurn(ctx, []step{
		{"trim vectors", func(ctx context.Context) error { return trimmed(ctx, l.vectors(), l.round) }},
		stopCollections,
		{"live through lasting indexes", l.last},
		{"live through other indexes", l.stores},
	})
	return 1, errors.Join(err, l.remains.note())
}

// vectors is where a memory of vectors lies that lasts.
func (l *storeLife) vectors() string { return filepath.Join(l.remains.folder, "vectors.sqlite") }

// last goes on with the lasting indexes.
func (l *storeLife) last(ctx context.Context) error {
	s := &stores{folder: l.remains.folder, round: l.round}
	err := l.lasting.live(ctx, s)
	l.remains.left += s.left
	return err
}

// end closes everything, and counts the rows that belong to nothing.
func (l *storeLife) end(ctx context.Context, result *Result) (err error) {
	livedStores = nil
	result.Disk = l.remains.disk
	if len(result.Disk) > 0 {
		result.Stored.Orphans, err = l.lasting.orphans(ctx)
		others, othersErr := otherTables(ctx, l.vectors())
		result.Stored.Orphans, err = append(result.Stored.Orphans, others), errors.Join(err, othersErr)
	}
	return errors.Join(err, l.lasting.close(), os.RemoveAll(l.remains.folder), os.RemoveAll(l.aside))
}
