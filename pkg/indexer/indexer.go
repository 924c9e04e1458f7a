package indexer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/embecode/embecode/pkg/embed"
)

// ErrRunning is returned when an index is asked for while this indexer is at one.
var ErrRunning = errors.New("an index is being built already; wait for it to end or cancel it")

// Parts are what an indexer is assembled from. All are required.
type Parts struct {
	Walker   Walker
	Chunker  Chunker
	Embedder embed.Embedder
	Store    Store
}

// Options bound a run. The zero value works.
type Options struct {
	Workers int // goroutines that read and chunk; 0 means one per core
}

// Indexer indexes the tree below one root. Its methods are safe for concurrent use.
type Indexer struct {
	root     string
	parts    Parts
	workers  int
	progress progress
}

// New makes an indexer of the tree below root. Nothing is opened before a run.
func New(root string, parts Parts, options Options) (*Indexer, error) {
	if parts.Walker == nil || parts.Chunker == nil || parts.Embedder == nil || parts.Store == nil {
		return nil, fmt.Errorf("index %s: walker, chunker, embedder and store are all required", root)
	}
	if options.Workers < 0 {
		return nil, fmt.Errorf("index %s: %d workers: want at least 1, or 0 for one per core", root, options.Workers)
	}
	if options.Workers == 0 {
		options.Workers = runtime.GOMAXPROCS(0)
	}
	ix := &Indexer{root: root, parts: parts, workers: options.Workers}
	ix.progress.status.State = Idle
	return ix, nil
}

// Status can be read at any time.
func (ix *Indexer) Status() Status { return ix.progress.snapshot() }

// FullIndex indexes the whole tree anew and returns when the new index is in force. After an error, ctx's included,
// the former index is still in force and no goroutine of the run is left. It returns ErrRunning while another run is
// under way.
func (ix *Indexer) FullIndex(ctx context.Context) error {
	if !ix.progress.begin() {
		return fmt.Errorf("index %s: %w", ix.root, ErrRunning)
	}
	return ix.fullIndex(ctx)
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
		return nil, fmt.Errorf("index %s: %w", ix.root, ErrRunning)
	}
	h := &Handle{done: make(chan struct{})}
	go func() {
		defer close(h.done)
		h.err = ix.fullIndex(ctx)
	}()
	return h, nil
}

// fullIndex is one run, from an open root to its final state.
func (ix *Indexer) fullIndex(ctx context.Context) error {
	err := ix.runIn(ctx)
	switch {
	case err == nil:
		ix.progress.end(Done, nil)
		return nil
	case ctx.Err() != nil:
		err = fmt.Errorf("index %s: %w", ix.root, errors.Join(context.Cause(ctx), ignoreCancelled(err)))
		ix.progress.end(Cancelled, err)
	default:
		err = fmt.Errorf("index %s: %w", ix.root, err)
		ix.progress.end(Failed, err)
	}
	return err
}

// ignoreCancelled drops an error that only repeats that the run was cancelled.
func ignoreCancelled(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

func (ix *Indexer) runIn(ctx context.Context) error {
	root, err := os.OpenRoot(ix.root)
	if err != nil {
		return fmt.Errorf("open the tree: %w", err)
	}
	writer, err := ix.parts.Store.Replace(ctx)
	if err != nil {
		return errors.Join(err, root.Close())
	}
	err = ix.pipeline(ctx, root, writer)
	if err == nil {
		err = writer.Commit(ctx)
	}
	return errors.Join(err, writer.Discard(), root.Close())
}
