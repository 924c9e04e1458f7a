package run

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

// FullIndex is one watched full index in this process. Prepare opens its parts, Start begins, Finish collects the
// figures and closes everything.
type FullIndex struct {
	setup  Setup
	parts  *parts
	cancel context.CancelCauseFunc
	watch  *gmem.Watch
	done   chan struct{}

	series   gmem.Series // these two are written before done is closed
	err      error
	finished *Figures
}

// Figures are what a finished full index amounts to.
type Figures struct {
	Status        indexer.Status
	Stats         store.Stats
	DistinctPaths int64
	Series        gmem.Series
	Err           error // why the index failed or was stopped; nil when it is in force
}

// Prepare opens the parts of a full index; the caller must Finish it.
func Prepare(ctx context.Context, setup Setup) (*FullIndex, error) {
	opened, err := open(ctx, setup)
	if err != nil {
		return nil, fmt.Errorf("prepare a full index of %s: %w", setup.Tree, err)
	}
	return &FullIndex{setup: setup, parts: opened, done: make(chan struct{})}, nil
}

// Start reads the baseline and begins to index. The channel is closed when the index has ended and the final reading
// is taken. Cancelling ctx, or crossing the ceiling, stops the run.
func (f *FullIndex) Start(ctx context.Context) (<-chan struct{}, error) {
	ctx, f.cancel = context.WithCancelCause(ctx)
	started, err := watch(f.setup, f.parts.progress, f.cancel)
	if err != nil {
		return nil, err
	}
	handle, err := f.parts.indexer.Start(ctx)
	if err != nil {
		_, stopErr := started.Stop()
		return nil, errors.Join(err, stopErr)
	}
	f.watch = started
	go func() {
		defer close(f.done)
		indexErr := handle.Wait()
		series, watchErr := started.Stop()
		f.series, f.err = series, errors.Join(indexErr, watchErr)
	}()
	return f.done, nil
}

// Ended reports whether the index has ended.
func (f *FullIndex) Ended() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// RSS is the latest sample.
func (f *FullIndex) RSS() gmem.Bytes { return f.watch.RSS() }

// Finish stops the index if it is still running, reads what it left in the store and closes everything. A second call
// returns the same figures.
func (f *FullIndex) Finish(ctx context.Context) (*Figures, error) {
	if f.finished != nil {
		return f.finished, nil
	}
	figures := &Figures{}
	if f.watch != nil {
		f.cancel(nil)
		<-f.done
		figures.Series, figures.Err = f.series, f.err
	}
	figures.Status = f.parts.indexer.Status()
	stats, err := f.parts.index.Stats(ctx)
	figures.Stats = stats
	err = errors.Join(err, f.parts.index.Close())
	if err == nil && stats.Files > 0 {
		figures.DistinctPaths, err = distinctPaths(ctx, f.setup.Database)
	}
	f.finished = figures
	return figures, err
}

// Duration is the wall-clock time from the baseline to the final reading.
func (f *Figures) Duration() time.Duration { return f.Series.Duration }
