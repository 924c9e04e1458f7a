package indexer

import (
	"context"

	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// findAll tells the store every file of the tree, so that it can compare them with what it holds. It returns how many of
// them there is no reason yet to skip.
func (r *run) findAll(ctx context.Context, updater Updater) (indexable int64, err error) {
	err = r.findEach(ctx, func(entry walk.Entry) error {
		file := foundFile(entry)
		if file.Skipped == store.NotSkipped {
			indexable++
		}
		return printable(file.Path, updater.Found(ctx, file))
	})
	return indexable, err
}

// changed sends the files to the workers that differ from what the store holds. All others stay as they are.
func (r *run) changed(ctx context.Context, updater Updater) error {
	defer close(r.work)
	var visited int64
	err := updater.Changed(ctx, func(found, old store.File) error {
		visited++
		return r.send(ctx, task{found: found, old: old})
	})
	if err == nil {
		r.progress.unvisited(visited)
	}
	return err
}

// isIn reports whether the store holds that very content of the file already.
func isIn(old, file store.File) bool {
	return file.Path == old.Path && file.Skipped == old.Skipped && file.Hash == old.Hash
}

// target is what a run writes to.
type target interface {
	Writer
	Touch(ctx context.Context, file store.File) error
}

// fresh is the target of a full index. There is nothing in it that could be touched.
type fresh struct{ Writer }

func (fresh) Touch(context.Context, store.File) error { return nil }
