package workload

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer/config"
)

// Task is what a job does in each round.
type Task string

// The tasks. All but the first work on one index that stays open from before the first round to behind the last.
const (
	FullIndexes Task = ""         // index the whole tree into a fresh database
	Rebuilds    Task = "rebuilds" // index the whole tree into the same one
	Updates     Task = "updates"  // edit some files and update the index, again and again
	Searches    Task = "searches" // search the index, again and again
	Refused     Task = "refused"  // be refused a tree for its configuration, and index the whole of the one around it
)

// PerRound is how many updates are one round, and at least how many searches. Every round ends right behind a restart of DuckDB, which
// the store does after 8 updates, or some 47 searches: what piles up between two of them is no growth from round to round, and hides none.
const PerRound = 128

// worker does a task, and knows how far it is.
type worker struct {
	setup   Setup
	session *session // nil for full indexes and lives
	life    living   // nil for all but lives
	stager  *stager  // nil for all but stages

	mutex  sync.Mutex // guards what the watch reads
	now    *parts     // at work
	done   int64      // files or searches in the rounds before
	found  int64      // by the last full index
	chunks int64      // likewise
}

// newWorker opens what the task needs. The caller ends it.
func newWorker(ctx context.Context, setup Setup, task Task) (w *worker, work func(context.Context) error, err error) {
	w = &worker{setup: setup}
	switch task {
	case FullIndexes:
		return w, w.counted(w.index), nil
	case Refused:
		return w, w.counted(w.refused), nil
	case Stages:
		w.stager = &stager{files: setup.Files}
		return w, w.counted(w.index), nil
	case Replacing:
		w.stager = &stager{}
		return w, w.counted(func(ctx context.Context) (int64, error) { return w.stager.replacements(ctx, setup) }), nil
	}
	if task == Life || task == Stores {
		if w.life, err = newLiving(ctx, setup, task); err != nil {
			return nil, nil, err
		}
		return w, w.counted(w.life.live), nil
	}
	if w.session, err = openSession(ctx, setup); err != nil {
		return nil, nil, err
	}
	w.found, w.chunks, w.now = w.session.found, w.session.chunks, w.session.parts
	round, known := map[Task]func(context.Context) (int64, error){
		Rebuilds: w.session.rebuild, Updates: w.session.updates, Searches: w.session.searches,
	}[task]
	if !known {
		return nil, nil, errors.Join(fmt.Errorf("task %q: want %q, %q, %q, %q, %q or none", task, Rebuilds, Updates, Searches, Life, Stores), w.session.close())
	}
	return w, w.counted(round), nil
}

func newLiving(ctx context.Context, setup Setup, task Task) (living, error) {
	if task == Stores {
		return newStoreLife(ctx, setup)
	}
	return newLife(ctx, setup)
}

// counted adds up what the rounds do. What was at work in a round of its own counts until it is added.
func (w *worker) counted(round func(context.Context) (int64, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		done, err := round(ctx)
		w.mutex.Lock()
		defer w.mutex.Unlock()
		w.done += done
		if w.session == nil {
			w.now = nil
		}
		return err
	}
}

// index is one round: a fresh database, indexed, closed and removed.
func (w *worker) index(ctx context.Context) (files int64, err error) {
	opened, err := w.open(ctx)
	if err != nil {
		return 0, err
	}
	w.setNow(opened)
	defer func() {
		err = errors.Join(err, opened.index.Close())
		if w.stager != nil {
			err = errors.Join(err, w.stager.leftBeside(w.setup.Database))
		}
		err = errors.Join(err, removeDatabase(w.setup.Database))
	}()
	err = opened.indexer.FullIndex(ctx)
	status := opened.indexer.Status()
	if err == nil {
		w.found, w.chunks = status.Found, status.Chunks
		if w.stager != nil {
			err = w.stager.updates(ctx, opened.indexer, w.setup.Tree)
		}
	}
	return status.Indexed, err
}

// configured is a folder of the hostile tree whose configuration is refused.
const configured = "configured"

// refused is one round of the hostile tree.
func (w *worker) refused(ctx context.Context) (files int64, err error) {
	if _, err := config.Load(filepath.Join(w.setup.Tree, configured), w.setup.Home); err == nil {
		return 0, errors.New("a configuration without end is taken")
	}
	return w.index(ctx)
}

func (w *worker) open(ctx context.Context) (*parts, error) {
	if w.stager == nil {
		return open(ctx, w.setup)
	}
	index, ix, err := assemble(ctx, w.setup, embedderOf(w.setup), w.stager.decorate)
	return &parts{index: index, indexer: ix}, err
}

func (w *worker) setNow(now *parts) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.now = now
}

// doneSoFar counts the files or searches of all rounds that have ended.
func (w *worker) doneSoFar() int64 {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.done
}

// progress counts those of the round at hand too, where it is an index of everything.
func (w *worker) progress() gmem.Progress {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	progress := gmem.Progress{Done: w.done}
	if w.now == nil {
		return progress
	}
	at := w.now.progress()
	if w.session == nil {
		progress.Done += at.Done
	}
	progress.At = at.At
	return progress
}

// end closes what was opened. Of a session that came to its end it first reads what is stored.
func (w *worker) end(ctx context.Context, result *Result) (err error) {
	if w.life != nil {
		return w.life.end(ctx, result)
	}
	if w.stager != nil {
		result.Stages, result.InHand = w.stager.stages, w.stager.most
	}
	if w.session == nil {
		return nil
	}
	if result.Rounds.Stopped != "" {
		return w.session.close()
	}
	return w.session.end(ctx, &result.Stored)
}
