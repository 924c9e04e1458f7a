package run

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
)

// cycles is the state between the cycles of one run: a few numbers each.
type cycles struct {
	setup  Setup
	warmUp int
	self   *gmem.Process
	report CyclesReport
	peak   peakReader

	mu   sync.Mutex // guards what the watch reads
	now  *parts     // of the cycle that runs
	done int64      // files indexed in the cycles before it
}

// progress counts the files of all cycles.
func (c *cycles) progress() gmem.Progress {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now == nil {
		return gmem.Progress{Files: c.done}
	}
	progress := c.now.progress()
	progress.Files += c.done
	return progress
}

func (c *cycles) setNow(p *parts, done int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = p
	c.done += done
}

func (c *cycles) run(ctx context.Context, count int, work func(context.Context) (int64, error)) error {
	for range count {
		files, err := work(ctx)
		if err != nil {
			return err
		}
		if err := c.read(files); err != nil {
			return err
		}
	}
	return nil
}

// read takes the readings at the end of a cycle, when everything that it opened is closed.
func (c *cycles) read(files int64) error {
	unreleased := treeSitterAlive()
	level()
	settle()
	alive := live() // before the other readings leave their own garbage
	rss, err := c.self.RSS()
	if err != nil {
		return err
	}
	parts, counts, err := c.meters()
	if err != nil {
		return err
	}
	kernel, err := c.self.Kernel()
	if err != nil {
		return err
	}
	c.report.Cycles = append(c.report.Cycles, gmem.Cycle{Files: files, RSS: rss, Live: alive})
	c.report.TreeSitter = max(c.report.TreeSitter, unreleased)
	c.report.Threads = append(c.report.Threads, kernel.Threads)
	c.report.Mappings = append(c.report.Mappings, kernel.Mappings)
	c.report.End, c.report.HandlesEnd = parts, counts
	if len(c.report.Cycles) <= c.warmUp {
		// Readings of its own: if they were shared, the report would grow with the first cycle after the warm-up.
		c.report.Warm, c.report.HandlesWarm, err = c.meters()
	}
	return err
}

// meters reads what is kept of two moments only, the end of the warm-up and that of the run.
func (c *cycles) meters() (gmem.Ledger, []gmem.HandleCount, error) {
	c.peak.reading.Lock() // it has files open
	defer c.peak.reading.Unlock()
	parts, err := ledger(c.self)
	if err != nil {
		return gmem.Ledger{}, nil, err
	}
	counts, err := stillHandles(c.self)
	return parts, counts, err
}

// index is one cycle: a fresh database, indexed, closed and removed.
func (c *cycles) index(ctx context.Context) (files int64, err error) {
	opened, err := open(ctx, c.setup)
	if err != nil {
		return 0, err
	}
	c.setNow(opened, 0)
	defer func() {
		c.setNow(nil, files)
		err = errors.Join(err, opened.index.Close(), removeDatabase(c.setup.Database))
	}()
	began := time.Now()
	if err := opened.indexer.FullIndex(ctx); err != nil {
		return opened.indexer.Status().Indexed, err
	}
	c.report.Seconds = append(c.report.Seconds, time.Since(began).Seconds())
	status := opened.indexer.Status()
	c.report.Found, c.report.Chunks = status.Found, status.Chunks
	return status.Indexed, nil
}
