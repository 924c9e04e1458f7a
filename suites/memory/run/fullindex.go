package run

import (
	"context"
	"errors"
	"fmt"

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

	series   gmem.Series // these are written before done is closed
	err      error
	ledgers  Ledgers
	over     *Composition
	finished *Figures
}

// Ledgers are the parts of resident memory at three moments. A reading that failed has no parts.
type Ledgers struct {
	Baseline, Peak, End gmem.Ledger
}

// Figures are what a finished full index amounts to.
type Figures struct {
	Status        indexer.Status
	Stats         store.Stats
	DistinctPaths int64
	Series        gmem.Series
	Ledgers       Ledgers
	Composition   *Composition // nil where native memory can't be counted
	Err           error        // why the index failed or was stopped; nil when it is in force
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
	self, err := gmem.Self()
	if err != nil {
		return nil, err
	}
	composition := composing()
	settle()
	if f.ledgers.Baseline, err = ledger(self); err != nil {
		return nil, err
	}
	peak := &peakReader{self: self}
	started, err := watch(self, f.setup, gmem.WatchOptions{
		Progress: f.parts.progress, OnPeak: peak.sampled, OnSample: composition.sampled,
	}, f.cancel)
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
		f.ledgers.Peak, f.over = peak.ledger, composition.overTime(series)
		end, ledgerErr := ledger(self)
		f.series, f.ledgers.End, f.err = series, end, errors.Join(indexErr, watchErr, ledgerErr)
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
		figures.Series, figures.Ledgers, figures.Composition, figures.Err = f.series, f.ledgers, f.over, f.err
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
