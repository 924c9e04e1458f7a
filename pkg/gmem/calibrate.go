package gmem

import (
	"context"
	"time"
)

const (
	calibratedRound = 100 * time.Millisecond
	mostCalls       = 1 << 20
	// A round need not leak more than this to be seen to, and a machine has no more than so much to give.
	enoughLeaked  = 16 * MB
	enoughHandles = 250
)

// calibrate finds how many calls make a round: as many as take a tenth of a second, and no more than it takes to leak
// enough. The first call is left out, since it may set things up; and so is one delay by the machine, since a number of
// calls is only believed when it has taken long twice.
func (r *repetition) calibrate(ctx context.Context) error {
	options := &r.rounds.Options
	if options.Calls > 0 {
		return nil
	}
	if err := r.call(ctx, 1); err != nil {
		return err
	}
	leaks, err := r.leaks()
	if err != nil {
		return err
	}
	for calls := 1; ; calls *= 2 {
		took, err := r.time(ctx, calls)
		if err == nil && calibratedRound/4 < took && took < 10*calibratedRound {
			var again time.Duration
			again, err = r.time(ctx, calls)
			took = min(took, again)
		}
		if err != nil {
			return err
		}
		if took > calibratedRound/4 || calls >= mostCalls/2 {
			each := max(took/time.Duration(calls), 1)
			options.Calls = min(max(int(calibratedRound/each), 1), mostCalls)
			return nil
		}
		if enough, err := leaks(); err != nil || enough {
			options.Calls = calls
			return err
		}
	}
}

func (r *repetition) time(ctx context.Context, calls int) (time.Duration, error) {
	began := time.Now()
	err := r.call(ctx, calls)
	return time.Since(began), err
}

// leaks returns a function that reports whether work has left enough behind since now. It collects only where there is enough
// on the heap, garbage included, since that takes milliseconds.
func (r *repetition) leaks() (func() (bool, error), error) {
	if err := r.set.settle(); err != nil {
		return nil, err
	}
	first, now := make([]int64, r.set.width()), make([]int64, r.set.width())
	if err := r.set.read(first); err != nil {
		return nil, err
	}
	return func() (bool, error) {
		if err := r.set.read(now); err != nil {
			return false, err
		}
		if max(now[columnGoroutines]-first[columnGoroutines], now[columnDescriptors]-first[columnDescriptors]) >= enoughHandles {
			return true, nil
		}
		if Bytes(now[columnLive]-first[columnLive]) < enoughLeaked {
			return false, nil
		}
		if err := r.set.settle(); err != nil {
			return false, err
		}
		err := r.set.read(now)
		return Bytes(now[columnLive]-first[columnLive]) >= enoughLeaked, err
	}, nil
}
