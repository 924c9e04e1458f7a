package workload

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

// Index is one watched full index in this process. Prepare opens its parts, Start begins, Finish collects the figures and
// closes everything.
type Index struct {
	setup  Setup
	parts  *parts
	cancel context.CancelFunc
	done   chan struct{} // nil until Start
	rss    atomic.Int64

	series   gmem.Series // these are written before done is closed
	err      error
	finished *Figures
}

// Figures are what a finished full index amounts to.
type Figures struct {
	Status        indexer.Status
	Stats         store.Stats
	DistinctPaths int64 // that a connection of its own finds in the index
	Series        gmem.Series
	Err           error // why the index failed; nil when it is the current one, or when it was stopped at the ceiling
}

// Prepare opens the parts of a full index; the caller must Finish it.
func Prepare(ctx context.Context, setup Setup) (*Index, error) {
	opened, err := open(ctx, setup)
	if err != nil {
		return nil, fmt.Errorf("prepare a full index of %s: %w", setup.Tree, err)
	}
	return &Index{setup: setup, parts: opened}, nil
}

// Start begins to index. The channel is closed when the index has ended and the final reading is taken. Cancelling ctx,
// or crossing the ceiling, stops the run.
func (x *Index) Start(ctx context.Context) <-chan struct{} {
	ctx, x.cancel = context.WithCancel(ctx)
	x.done = make(chan struct{})
	watch := x.setup.watch(x.parts.progress)
	watch.OnSample = func(sample gmem.Sample) { x.rss.Store(int64(sample.RSS)) }
	go func() {
		defer close(x.done)
		x.series, x.err = gmem.Watch(ctx, x.parts.indexer.FullIndex, watch)
	}()
	return x.done
}

// Ended reports whether the index has ended.
func (x *Index) Ended() bool {
	select {
	case <-x.done:
		return true
	default:
		return false
	}
}

// RSS returns the latest sample; 0 before the first.
func (x *Index) RSS() gmem.Bytes { return gmem.Bytes(x.rss.Load()) }

// Finish stops the index if it is still running, reads what it left in the store and closes everything. A second call
// returns the same figures.
func (x *Index) Finish(ctx context.Context) (*Figures, error) {
	if x.finished != nil {
		return x.finished, nil
	}
	figures := &Figures{}
	if x.done != nil {
		x.cancel()
		<-x.done
		figures.Series, figures.Err = x.series, x.err
	}
	figures.Status = x.parts.indexer.Status()
	stats, err := x.parts.index.Stats(ctx)
	figures.Stats = stats
	err = errors.Join(err, x.parts.index.Close())
	if err == nil && stats.Files > 0 {
		figures.DistinctPaths, err = distinctPaths(ctx, x.setup.Database)
	}
	x.finished = figures
	return figures, err
}
