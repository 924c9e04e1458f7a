package run

import (
	"context"
	"errors"
	"fmt"
)

// Task is what a child does in each cycle.
type Task string

// The tasks. All but the first work on one index that stays open from before the first cycle to behind the last.
const (
	FullIndexes Task = ""         // index the whole tree into a fresh database
	Rebuilds    Task = "rebuilds" // index the whole tree into the same one
	Updates     Task = "updates"  // edit some files and update the index, again and again
	Searches    Task = "searches" // search the index, again and again
)

// PerCycle is how many updates or searches are one cycle. The store renews its database each 256 reads, of which a search
// takes two: every cycle ends right behind a renewal, and what piles up between them is no growth from cycle to cycle.
const PerCycle = 128

// workOf is one cycle of a task, and what ends it when all cycles have and completes their report.
func (c *cycles) workOf(ctx context.Context, task Task) (
	work func(context.Context) (int64, error), end func(context.Context, *CyclesReport) error, err error,
) {
	switch task {
	case FullIndexes:
		return c.index, func(context.Context, *CyclesReport) error { return nil }, nil
	case Rebuilds, Updates, Searches:
		kept, err := openSession(ctx, c.setup)
		if err != nil {
			return nil, nil, err
		}
		c.report.Found, c.report.Chunks = kept.found, kept.chunks
		c.setNow(kept.parts, 0)
		does := map[Task]func(context.Context) (int64, error){Rebuilds: kept.rebuild, Updates: kept.updates, Searches: kept.searches}
		return does[task], kept.end, nil
	}
	return nil, nil, fmt.Errorf("task %q: want %q, %q, %q or none", task, Rebuilds, Updates, Searches)
}

// session is one index that stays open over all cycles.
type session struct {
	*parts
	setup         Setup
	found, chunks int64 // by the first, full index
	size          int64 // of the database behind it, in bytes
	done          int   // updates or searches so far
}

// openSession builds the index that is to be updated or searched, of the tree and some files that it adds to it.
func openSession(ctx context.Context, setup Setup) (*session, error) {
	for i := range EditedFiles {
		if err := edit(setup.Tree, editedName(i), 0); err != nil {
			return nil, err
		}
	}
	opened, err := open(ctx, setup)
	if err != nil {
		return nil, err
	}
	s := &session{parts: opened, setup: setup}
	if err := opened.indexer.FullIndex(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	status := opened.indexer.Status()
	s.found, s.chunks = status.Found, status.Chunks
	if s.size, err = fileSize(setup.Database); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *session) close() error {
	return errors.Join(s.index.Close(), removeDatabase(s.setup.Database))
}
