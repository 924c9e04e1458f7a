package indexer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/store"
)

// ErrRunning is returned when an index is asked for while this indexer is at one.
var ErrRunning = errors.New("an index is being built already; wait for it to end or cancel it")

// ErrNothingFound is returned instead of an index without files in the place of one that holds some: a pattern that
// matches nothing and a disk that isn't mounted look the same as a tree that was emptied.
var ErrNothingFound = errors.New("found no file that can be indexed")

// Parts are what an indexer is assembled from. All are required.
type Parts struct {
	Walker   Walker
	Chunker  Chunker
	Embedder embed.Embedder
	Store    Store
}

// Options bound a run. The zero value works.
type Options struct {
	Workers int    // goroutines that read and chunk; 0 means one per core, and no more than the budget has room for
	Budget  Budget // of memory, in bytes; the chunker and the store get their shares of it when they are made

	// AllowEmpty has a tree in which no file can be indexed empty the index, instead of ending with ErrNothingFound.
	AllowEmpty bool
}

// Indexer indexes the tree below one root. Its methods are safe for concurrent use.
type Indexer struct {
	root       string
	parts      Parts
	workers    int
	budget     Budget
	allowEmpty bool
	progress   progress
}

// New makes an indexer of the tree below root. Nothing is opened before a run.
func New(root string, parts Parts, options Options) (*Indexer, error) {
	if parts.Walker == nil || parts.Chunker == nil || parts.Embedder == nil || parts.Store == nil {
		return nil, about(root, errors.New("walker, chunker, embedder and store are all required"))
	}
	if options.Workers < 0 {
		return nil, about(root, fmt.Errorf("%d workers: want at least 1, or 0 for what fits", options.Workers))
	}
	if err := options.Budget.check(); err != nil {
		return nil, about(root, err)
	}
	if options.Workers == 0 {
		options.Workers = min(runtime.GOMAXPROCS(0), options.Budget.workers())
	}
	ix := &Indexer{
		root: root, parts: parts, workers: options.Workers, budget: options.Budget, allowEmpty: options.AllowEmpty,
	}
	ix.progress.status.State = Idle
	return ix, nil
}

// Status can be read at any time.
func (ix *Indexer) Status() Status { return ix.progress.snapshot() }

// FullIndex indexes the whole tree anew and returns when the new index is the current one. After an error, ctx's included,
// the former index is still the current one and no goroutine of the run is left. It returns ErrRunning while another run is
// under way.
func (ix *Indexer) FullIndex(ctx context.Context) error { return ix.exclusively(ctx, ix.full) }

// Update brings the current index up to date: files whose size or modification time has changed are read again, and
// those whose content has changed are chunked and embedded again; new files are added, and files that are gone are
// removed. Where there is no index that could be updated it builds a full one. Update does not notice a change that keeps both
// size and modification time. FullIndex does.
//
// An update writes to the current index. After an error the index is as it was, or marked incomplete: each of its files is whole,
// either as it was or as it is, and the next Update or FullIndex completes it. It returns ErrRunning while another run
// is under way.
func (ix *Indexer) Update(ctx context.Context) error { return ix.exclusively(ctx, ix.update) }

func (ix *Indexer) exclusively(ctx context.Context, index func(context.Context, *os.Root) error) error {
	if !ix.progress.begin() {
		return about(ix.root, ErrRunning)
	}
	return ix.run(ctx, index)
}

// Handle is a run in the background.
type Handle struct {
	done chan struct{}
	err  error
}

// Done is closed when the run has ended.
func (h *Handle) Done() <-chan struct{} { return h.done }

// Wait returns the run's error once it has ended.
func (h *Handle) Wait() error {
	<-h.done
	return h.err
}

// Start is FullIndex in the background. Cancelling ctx stops the run; the caller waits on the handle before closing
// what the indexer uses. It returns ErrRunning while another run is under way.
func (ix *Indexer) Start(ctx context.Context) (*Handle, error) {
	if !ix.progress.begin() {
		return nil, about(ix.root, ErrRunning)
	}
	h := &Handle{done: make(chan struct{})}
	go func() {
		defer close(h.done)
		h.err = ix.run(ctx, ix.full)
	}()
	return h, nil
}

// run is one run, from an open root to its final state.
func (ix *Indexer) run(ctx context.Context, index func(context.Context, *os.Root) error) error {
	err := ix.inRoot(ctx, index)
	switch {
	case err == nil:
		ix.progress.end(Done, nil)
		return nil
	case ctx.Err() != nil:
		err = about(ix.root, err)
		ix.progress.end(Cancelled, err)
	default:
		err = about(ix.root, err)
		ix.progress.end(Failed, err)
	}
	return err
}

// withCause is an error with the reason that the run was cancelled for, if it was; one that only repeats it is left out.
func withCause(ctx context.Context, err error) error {
	switch {
	case err == nil || ctx.Err() == nil:
		return err
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return context.Cause(ctx)
	}
	return errors.Join(context.Cause(ctx), err)
}

func (ix *Indexer) inRoot(ctx context.Context, index func(context.Context, *os.Root) error) error {
	root, err := os.OpenRoot(ix.root)
	if err != nil {
		return fmt.Errorf("open the tree: %w", err)
	}
	return errors.Join(index(ctx, root), root.Close())
}

// full builds a new index.
func (ix *Indexer) full(ctx context.Context, root *os.Root) error {
	writer, err := ix.parts.Store.Replace(ctx)
	if err != nil {
		return withCause(ctx, err)
	}
	r := ix.newRun(root, fresh{writer})
	err = r.pipeline(ctx, r.walk)
	if err == nil && ix.Status().Indexed == 0 {
		err = ix.keepFiles(ctx)
	}
	if err == nil {
		err = writer.Commit(ctx)
	}
	return errors.Join(withCause(ctx, err), writer.Discard())
}

// update brings the current index up to date, or builds a new one where there is none to update.
func (ix *Indexer) update(ctx context.Context, root *os.Root) error {
	updater, err := ix.parts.Store.Update(ctx)
	if errors.Is(err, store.ErrFullNeeded) {
		return ix.full(ctx, root)
	}
	if err != nil {
		return withCause(ctx, err)
	}
	r := ix.newRun(root, updater)
	found, err := r.findAll(ctx, updater)
	if err == nil && found == 0 {
		err = ix.keepFiles(ctx)
	}
	if err == nil {
		err = r.pipeline(ctx, func(ctx context.Context) error { return r.changed(ctx, updater) })
	}
	if err == nil {
		err = updater.Commit(ctx)
	}
	return errors.Join(withCause(ctx, err), updater.Discard())
}

// keepFiles returns ErrNothingFound where the index holds files, for a run that has none for it.
func (ix *Indexer) keepFiles(ctx context.Context) error {
	if ix.allowEmpty {
		return nil
	}
	stats, err := ix.parts.Store.Stats(ctx)
	if err != nil || stats.Files == 0 {
		return err
	}
	return fmt.Errorf("%w, where the current index holds %d; look at include and exclude, or allow an empty index",
		ErrNothingFound, stats.Files)
}
