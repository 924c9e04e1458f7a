package workload

import (
	"context"
	"errors"
	"fmt"
	"runtime/coverage"

	"github.com/embecode/embecode/pkg/gmem"
)

// covered does the rounds of a job that would be judged at least, and writes which statements those behind the warm-up executed.
func covered(ctx context.Context, work func(context.Context) error, job Job) error {
	options := gmem.RepeatOptions{MinRounds: 1}
	if job.Repeat != nil {
		options = *job.Repeat
	}
	for round := range options.WarmUp + options.MinRounds {
		if round == options.WarmUp {
			if err := coverage.ClearCounters(); err != nil {
				return fmt.Errorf("clear the coverage counters: %w", err)
			}
		}
		if err := work(ctx); err != nil {
			return fmt.Errorf("round %d: %w", round+1, err)
		}
	}
	return errors.Join(coverage.WriteMetaDir(job.Counters), coverage.WriteCountersDir(job.Counters))
}
