package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
)

// ErrWatchdog is why a child was made to print its goroutines and end: its own guard could not stop it. A single call into
// C is deaf to a guard, and so is what hangs.
var ErrWatchdog = errors.New("ended by the watchdog")

const (
	// watchEvery is the time between two looks at a child.
	watchEvery = 20 * time.Millisecond
	// guardGrace is how long a child may run on from where its resident memory has reached the ceiling, which is where its
	// own guard stops it.
	guardGrace = 30 * time.Second
)

// watchdog watches a child from outside. The child gets half of its ceiling on top before it is stopped: one that is
// stopped by its own guard can still report, and goes up to 0.5 GB above a ceiling of 2.0 GB. At twice its ceiling a child
// is killed.
type watchdog struct {
	ceiling gmem.Bytes
	stop    context.CancelCauseFunc // makes the child print its goroutines and end
	grace   time.Duration

	rss     func() (gmem.Bytes, error)
	kill    func()     // ends the child at once
	highest gmem.Bytes // resident memory of the child
	crossed time.Time  // when the ceiling was first seen to be reached

	quit, done chan struct{} // nil while there is no child to watch
}

// watch begins to watch; end ends it.
func (d *watchdog) watch(child *os.Process) {
	process, err := gmem.Open(child.Pid)
	if err != nil {
		return // it has ended already
	}
	d.rss = process.RSS
	d.kill = func() { _ = child.Kill() } // or it has ended
	d.quit, d.done = make(chan struct{}), make(chan struct{})
	go d.run()
}

// end returns the highest resident memory that was seen.
func (d *watchdog) end() gmem.Bytes {
	if d.quit != nil {
		close(d.quit)
		<-d.done
	}
	return d.highest
}

func (d *watchdog) run() {
	defer close(d.done)
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	stopped := false
	for {
		select {
		case <-d.quit:
			return
		case <-ticker.C:
		}
		rss, err := d.rss()
		if err != nil {
			continue // it has ended, or has not begun
		}
		d.highest = max(d.highest, rss)
		if rss >= 2*d.ceiling {
			d.kill() // while it still prints its goroutines
		}
		if reason := d.judge(rss, time.Now()); reason != nil && !stopped {
			stopped = true
			d.stop(reason)
		}
	}
}

// judge is why the child has to be stopped, or nil.
func (d *watchdog) judge(rss gmem.Bytes, now time.Time) error {
	if d.crossed.IsZero() && rss >= d.ceiling {
		d.crossed = now
	}
	switch {
	case rss >= d.ceiling+d.ceiling/2:
		return fmt.Errorf("%w: resident memory of %s, with a ceiling of %s", ErrWatchdog, rss.Short(), d.ceiling.Short())
	case !d.crossed.IsZero() && now.Sub(d.crossed) > d.grace:
		return fmt.Errorf("%w: still running %v after it reached its ceiling of %s", ErrWatchdog, d.grace, d.ceiling.Short())
	}
	return nil
}
