package workload

/*
// Of gcc, in a program whose C was built with counters; nothing elsewhere.
void __gcov_reset(void) __attribute__((weak));
void __gcov_dump(void) __attribute__((weak));

static int has_counters(void) { return __gcov_dump != 0; }

static void clear_counters(void) { __gcov_reset(); }

static void write_counters(void) { __gcov_dump(); }
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"runtime/coverage"

	"github.com/embecode/embecode/pkg/gmem"
)

// covered does the rounds of a job that would be judged at least, and writes which statements those behind the warm-up executed:
// in Go, or in C where that has the counters, which go where the compiler has said.
func covered(ctx context.Context, work func(context.Context) error, job Job) error {
	forget, write := coverage.ClearCounters, func() error {
		return errors.Join(coverage.WriteMetaDir(job.Counters), coverage.WriteCountersDir(job.Counters))
	}
	if C.has_counters() != 0 {
		forget, write = func() error { C.clear_counters(); return nil }, func() error { C.write_counters(); return nil }
	}
	options := gmem.RepeatOptions{MinRounds: 1}
	if job.Repeat != nil {
		options = *job.Repeat
	}
	for round := range options.WarmUp + options.MinRounds {
		if round == options.WarmUp {
			if err := forget(); err != nil {
				return fmt.Errorf("clear the coverage counters: %w", err)
			}
		}
		if err := work(ctx); err != nil {
			return fmt.Errorf("round %d: %w", round+1, err)
		}
	}
	return write()
}
