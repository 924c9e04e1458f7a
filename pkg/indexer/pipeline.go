package indexer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

const (
	// walkAhead is how many found files may wait for a worker: about 150 bytes each, at worst half a MB of paths of 8 KB.
	walkAhead = 64
	// chunkAhead is how many chunked files may wait for the writer, whose disk is slow at times, so that the workers go on
	// meanwhile. All that they hold counts against the budget.
	chunkAhead = 256
	// rowBytes is what a file takes in flight beside its path and content.
	rowBytes = 512
	// largeFile is the size in bytes from which on a file's memory is collected as soon as it isn't needed any more. Such
	// files are few, and their garbage would be larger than all else that is alive.
	largeFile = 512 << 10
)

// task is one file on its way from the walk to a worker.
type task struct {
	found store.File // as the walk found it
	old   store.File // what the store holds of it; without a path where that is nothing, or of no interest
}

// chunkedFile is one file on its way from a worker to the writer.
type chunkedFile struct {
	file      store.File
	unchanged bool                  // the store holds that content already
	chunks    iter.Seq[chunk.Chunk] // made when their turn comes; nil for a file without
	written   int                   // chunks that the store has
	weight    int64                 // its share of what is in flight, in bytes, given back once it is written
}

// run is one full index or update.
type run struct {
	*Indexer
	root     *os.Root
	writer   target
	inFlight *semaphore.Weighted
	work     chan task
	chunked  chan chunkedFile
}

func (ix *Indexer) newRun(root *os.Root, writer target) *run {
	return &run{
		Indexer:  ix,
		root:     root,
		writer:   writer,
		inFlight: semaphore.NewWeighted(ix.budget.InFlight()),
		work:     make(chan task, walkAhead),
		chunked:  make(chan chunkedFile, chunkAhead),
	}
}

// pipeline indexes every file that find sends to the workers; find closes r.work. All its goroutines have ended when it
// returns.
func (r *run) pipeline(ctx context.Context, find func(context.Context) error) error {
	all, ctx := errgroup.WithContext(ctx)
	all.Go(func() error { return find(ctx) })
	all.Go(func() error { return r.chunkAll(ctx) })
	all.Go(func() error { return r.writeAll(ctx) })
	return all.Wait()
}

// walk sends every file of the tree.
func (r *run) walk(ctx context.Context) error {
	defer close(r.work)
	return r.findEach(ctx, func(entry walk.Entry) error { return r.send(ctx, task{found: foundFile(entry)}) })
}

// findEach counts and visits every file of the tree.
func (r *run) findEach(ctx context.Context, visit func(walk.Entry) error) error {
	return r.parts.Walker.Walk(ctx, func(entry walk.Entry) error {
		if ended := exhaustion(entry.Err); ended != nil {
			return printable(entry.Path, fmt.Errorf("read %s: %w", entry.Path, ended))
		}
		r.progress.found()
		return visit(entry)
	})
}

// send hands a file to the workers.
func (r *run) send(ctx context.Context, next task) error {
	select {
	case r.work <- next:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// chunkAll runs the workers, and ends when the last one has.
func (r *run) chunkAll(ctx context.Context) error {
	defer close(r.chunked)
	workers, ctx := errgroup.WithContext(ctx)
	for range r.workers {
		workers.Go(func() error { return r.worker(ctx) })
	}
	return workers.Wait()
}

// worker reads and chunks one file after the other. It stays on one thread, which ends with it: malloc keeps freed memory for
// every thread that it has met, and on 64 processors each file would be parsed on another.
func (r *run) worker(ctx context.Context) (err error) {
	runtime.LockOSThread()
	from := reader{tree: r.root}
	defer func() { err = errors.Join(err, from.folder.close()) }()
	for next := range r.work {
		weight := r.weightOf(next.found)
		if err := r.inFlight.Acquire(ctx, weight); err != nil {
			return err
		}
		done, err := r.chunkOne(ctx, next, &from)
		if err != nil {
			return err
		}
		done.weight = weight
		select {
		case r.chunked <- done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

// weightOf returns the most that a file takes in flight, in bytes: the source and where its chunks lie, and nothing of that if
// it isn't even opened. Their texts are made a window at a time. A file that is larger takes all there is.
func (r *run) weightOf(file store.File) int64 {
	weight := int64(rowBytes + 2*len(file.Path))
	if file.Skipped == store.NotSkipped {
		weight += int64(chunk.HeldBytes(int(file.Size)))
	}
	return min(weight, r.budget.InFlight())
}
