package indexer

import (
	"context"
	"os"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

const (
	// walkAhead is how many found files may wait for a worker: about 100 bytes each.
	walkAhead = 4096
	// maxFileSize is the largest file that is indexed, in bytes. A larger one is skipped and counted.
	maxFileSize = 4 << 20
	// inFlightBytes bounds the source bytes that are held between reading and writing, by all workers together.
	inFlightBytes = 2 * maxFileSize
)

// cutFile is one file on its way from a worker to the writer.
type cutFile struct {
	file   store.File
	chunks []store.Chunk // without vectors yet
	weight int64         // its share of inFlightBytes, given back once it is written
}

// run is the pipeline of one full index.
type run struct {
	*Indexer
	root     *os.Root
	writer   Writer
	inFlight *semaphore.Weighted
	entries  chan walk.Entry
	cut      chan cutFile
}

// pipeline indexes every file of the tree. All its goroutines have ended when it returns.
func (ix *Indexer) pipeline(ctx context.Context, root *os.Root, writer Writer) error {
	r := &run{
		Indexer:  ix,
		root:     root,
		writer:   writer,
		inFlight: semaphore.NewWeighted(inFlightBytes),
		entries:  make(chan walk.Entry, walkAhead),
		cut:      make(chan cutFile, ix.workers),
	}
	all, ctx := errgroup.WithContext(ctx)
	all.Go(func() error { return r.walk(ctx) })
	all.Go(func() error { return r.chunkAll(ctx) })
	all.Go(func() error { return r.writeAll(ctx) })
	return all.Wait()
}

// walk sends every file that is found to the workers.
func (r *run) walk(ctx context.Context) error {
	defer close(r.entries)
	return r.parts.Walker.Walk(ctx, func(entry walk.Entry) error {
		r.progress.found()
		select {
		case r.entries <- entry:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// chunkAll runs the workers, and ends when the last one has.
func (r *run) chunkAll(ctx context.Context) error {
	defer close(r.cut)
	workers, ctx := errgroup.WithContext(ctx)
	for range r.workers {
		workers.Go(func() error { return r.worker(ctx) })
	}
	return workers.Wait()
}

// worker reads and cuts one file after the other.
func (r *run) worker(ctx context.Context) error {
	var buffer []byte
	for entry := range r.entries {
		weight := min(entry.Size, maxFileSize) + 1
		if err := r.inFlight.Acquire(ctx, weight); err != nil {
			return err
		}
		done, err := r.cutOne(ctx, entry, &buffer)
		if err != nil {
			return err
		}
		done.weight = weight
		select {
		case r.cut <- done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}
