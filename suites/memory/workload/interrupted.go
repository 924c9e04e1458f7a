package workload

import (
	"context"
	"fmt"
	"sync"
)

// countdown is a context that is cancelled when it has been asked so many times.
type countdown struct {
	context.Context
	done chan struct{}

	mutex sync.Mutex
	left  int
}

func newCountdown(ctx context.Context, left int) *countdown {
	return &countdown{Context: ctx, done: make(chan struct{}), left: left}
}

// count takes one off, and reports whether the context is cancelled.
func (c *countdown) count() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.left--; c.left == 0 {
		close(c.done)
	}
	return c.left <= 0
}

// Done implements context.Context.
func (c *countdown) Done() <-chan struct{} {
	c.count()
	return c.done
}

// Err implements context.Context.
func (c *countdown) Err() error {
	if c.count() {
		return context.Canceled
	}
	return c.Context.Err()
}

// mostInterrupted is how often work is begun again at most.
const mostInterrupted = 400

// interrupted does work again and again, each time cancelled one question later, until it comes to its end.
func interrupted(ctx context.Context, work func(context.Context) error) error {
	return interruptedEach(ctx, 1, 1, work)
}

// interruptedEach does so first after so many questions, and then so many later each time.
func interruptedEach(ctx context.Context, first, step int, work func(context.Context) error) error {
	for left := first; left <= first+mostInterrupted*step; left += step {
		stopped := newCountdown(ctx, left)
		err := work(stopped)
		stopped.mutex.Lock()
		over := stopped.left > 0
		stopped.mutex.Unlock()
		if over {
			return err
		}
	}
	return fmt.Errorf("it was cancelled %d times and never ended", mostInterrupted)
}
