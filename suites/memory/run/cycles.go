package run

import (
	"context"
	"errors"
	"runtime"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

// CyclesReport is what indexing the same tree several times in one process has shown.
type CyclesReport struct {
	Cycles []gmem.Cycle `json:"cycles"` // those that ended
	Series gmem.Series  `json:"series"` // of the whole run
	Found  int64        `json:"files_found"`
	Chunks int64        `json:"chunks"` // of one cycle

	Stored Stored `json:"stored"` // by the index that updates or searches kept open, at its end; zero for other tasks

	Seconds []float64 `json:"seconds"` // that each cycle took to index

	Baseline gmem.Ledger `json:"baseline"` // before the first cycle
	Warm     gmem.Ledger `json:"warm"`     // at the end of the warm-up
	End      gmem.Ledger `json:"end"`      // at the end of the last cycle
	Peak     gmem.Ledger `json:"peak"`     // at the highest sample

	Composition *Composition `json:"composition,omitempty"` // nil where native memory can't be counted

	Points []gmem.Point `json:"points,omitempty"` // what was alive in the midst of it, where that was asked for

	HandlesWarm []gmem.HandleCount `json:"handles_warm"` // at the same two moments
	HandlesEnd  []gmem.HandleCount `json:"handles_end"`
	TreeSitter  gmem.Bytes         `json:"tree_sitter_unreleased_bytes"` // the most at any cycle's end, before a collection
	Threads     []int              `json:"threads"`                      // at each cycle's end
	Mappings    []int              `json:"mappings"`

	Canaries  []Canary `json:"canaries"`            // planted before the baseline
	Unmetered string   `json:"unmetered,omitempty"` // why native memory was not counted; empty when it was
	Quiet     bool     `json:"quiet"`               // the quiet allocator settings were in force

	Processors int `json:"processors"` // that Go code ran on

	Survivors []Survivor `json:"survivors,omitempty"` // of one more cycle, where that was asked for; nothing is judged by it

	// Stopped says why the run ended before its last cycle; empty when it did not. Crossed is set when the guard did it.
	Stopped string `json:"stopped,omitempty"`
	Crossed bool   `json:"crossed_ceiling,omitempty"`
}

// reserve makes room for as many cycles, so that the report doesn't grow among what is measured.
func (r *CyclesReport) reserve(count int) {
	r.Cycles = make([]gmem.Cycle, 0, count)
	r.Seconds = make([]float64, 0, count)
	r.Threads, r.Mappings = make([]int, 0, count), make([]int, 0, count)
}

// Judged is the number of files indexed after the warm-up.
func (r CyclesReport) Judged(warmUp int) (files int64) {
	for _, cycle := range r.Cycles[min(warmUp, len(r.Cycles)):] {
		files += cycle.Files
	}
	return files
}

// Cycles does a task count times, and reads every meter after each: by default it indexes the tree into a fresh database
// that is closed and removed at its end. The process's first readings to be compared are those after warmUp cycles. It must have the
// process for itself. A run that is stopped still reports what it saw; an error means that there is no report.
func Cycles(ctx context.Context, setup Setup, task Task, count, warmUp int) (report CyclesReport, err error) {
	self, err := gmem.Self()
	if err != nil {
		return CyclesReport{}, err
	}
	unguarded := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := &cycles{setup: setup, warmUp: warmUp, self: self, peak: peakReader{self: self}}
	c.report.Quiet, c.report.Processors = native.Quiet(), runtime.GOMAXPROCS(0)
	if counted, why := native.Available(); !counted {
		c.report.Unmetered = why
	}
	if c.report.Canaries, err = canaries(ctx, self); err != nil {
		return CyclesReport{}, err
	}
	c.report.reserve(count)
	work, end, err := c.workOf(ctx, task)
	if err != nil {
		return CyclesReport{}, err
	}
	defer func() { err = errors.Join(err, end(unguarded, &report)) }()
	composition := composing()
	level()
	settle()
	if c.report.Baseline, err = ledger(self); err != nil {
		return CyclesReport{}, err
	}
	started, err := watch(self, setup, gmem.WatchOptions{
		Progress: c.progress, OnPeak: c.peak.sampled, OnSample: c.peak.alone(composition.sampled),
	}, cancel)
	if err != nil {
		return CyclesReport{}, err
	}
	following := follow(setup, c.progress)
	runErr := c.run(ctx, count, work)
	c.report.Points = following.stop()
	c.report.Series, err = started.Stop()
	c.report.Peak, c.report.Composition = c.peak.ledger, composition.overTime(c.report.Series)
	if err != nil {
		return CyclesReport{}, errors.Join(runErr, err)
	}
	if runErr != nil {
		crossed := errors.Is(context.Cause(ctx), ErrCeiling)
		if crossed && !errors.Is(runErr, ErrCeiling) { // it was stopped where nothing tells why
			runErr = errors.Join(context.Cause(ctx), runErr)
		}
		c.report.Stopped, c.report.Crossed = runErr.Error(), crossed
		if c.report.End, err = ledger(self); err != nil {
			return CyclesReport{}, err
		}
	}
	return c.report, nil
}
