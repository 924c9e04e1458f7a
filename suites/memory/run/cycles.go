package run

import (
	"context"
	"errors"

	"github.com/embecode/embecode/pkg/gmem"
)

// CyclesReport is what indexing the same tree several times in one process has shown.
type CyclesReport struct {
	Cycles []gmem.Cycle `json:"cycles"` // those that ended
	Series gmem.Series  `json:"series"` // of the whole run
	Found  int64        `json:"files_found"`
	Chunks int64        `json:"chunks"` // of one cycle
	// Stopped says why the run ended before its last cycle; empty when it did not. Crossed is set when the guard did it.
	Stopped string `json:"stopped,omitempty"`
	Crossed bool   `json:"crossed_ceiling,omitempty"`
}

// Cycles indexes the tree count times, each time into a fresh database that is closed and removed at its end, and reads
// the process's memory after each. It must have the process for itself. A run that is stopped still reports what it
// saw; an error means that there is no report.
func Cycles(ctx context.Context, setup Setup, count int) (CyclesReport, error) {
	self, err := gmem.Self()
	if err != nil {
		return CyclesReport{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := &cycles{setup: setup, meter: self}
	started, err := watch(setup, c.progress, cancel)
	if err != nil {
		return CyclesReport{}, err
	}
	runErr := c.run(ctx, count)
	c.report.Series, err = started.Stop()
	if err != nil {
		return CyclesReport{}, errors.Join(runErr, err)
	}
	if runErr != nil {
		c.report.Stopped, c.report.Crossed = runErr.Error(), errors.Is(runErr, ErrCeiling)
	}
	return c.report, nil
}
