package workload

import (
	"context"
	"runtime/metrics"
	"time"

	"github.com/embecode/embecode/pkg/gmem/native"
)

// still waits until every queue is as full, or as empty, as it becomes while one end of it stands still: until no file moves, no
// native memory is taken, and every goroutine but this one waits. On a busy machine the time alone tells nothing, since a
// goroutine that has work may wait long for a processor.
func (s *stager) still(ctx context.Context) error {
	const pause, enough = 20 * time.Millisecond, 5
	type reading struct {
		counts
		native int64
	}
	read := func() reading { return reading{s.count(func(*counts) {}), native.Read().Malloc.Bytes} }
	tick := time.NewTicker(pause)
	defer tick.Stop()
	last := read()
	for same := 0; same < enough; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		alone := atWork() <= 1
		if now := read(); alone && now == last && now.begun == now.split {
			same++
		} else {
			same, last = 0, now
		}
	}
	return nil
}

// atWork counts the goroutines that run, want to run or are in a system call or in C, the caller included. The runtime's own count
// tells them from its threads, some of which are awake for a moment while nothing is to do.
func atWork() (goroutines uint64) {
	samples := []metrics.Sample{
		{Name: "/sched/goroutines/running:goroutines"},
		{Name: "/sched/goroutines/runnable:goroutines"},
		{Name: "/sched/goroutines/not-in-go:goroutines"},
	}
	metrics.Read(samples)
	for _, sample := range samples {
		goroutines += sample.Value.Uint64()
	}
	return goroutines
}
