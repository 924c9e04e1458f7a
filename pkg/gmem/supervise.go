package gmem

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// ErrWatchdog is why a supervised process was made to end: it did not stop by itself at its ceiling. A single call into C is
// deaf to a cancelled context, and so is what hangs.
var ErrWatchdog = errors.New("ended by the watchdog")

const (
	// superviseEvery is the time between two looks at a process.
	superviseEvery = 20 * time.Millisecond
	// ownGrace is how long a process may run on from where its resident memory has reached the ceiling, which is where its
	// own guard, if it has one, stops it.
	ownGrace = 30 * time.Second
	// dumpGrace is how long a process gets to print its goroutines after SIGQUIT before it is killed.
	dumpGrace = 5 * time.Second
)

// Supervise runs a command, which must be made with exec.CommandContext(ctx, …), to its end and watches its resident memory
// from outside. A process that guards itself at the ceiling gets half of it on top, so that it can still report; beyond
// that, or when it runs on for 30 s, it gets SIGQUIT, at which a Go program prints its goroutines, and SIGKILL five seconds
// later; at twice the ceiling it is killed at once. So does cancelling ctx. It returns the highest resident memory seen, and
// an error that wraps ErrWatchdog when it ended the process. A ceiling of 0 watches and ends nothing. On Linux the process ends
// with this one, however that ends.
func Supervise(ctx context.Context, command *exec.Cmd, ceiling Bytes) (highest Bytes, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGQUIT) }
	command.WaitDelay = dumpGrace
	// The kernel ends a child whose parent's thread ends: it must be one that stays.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	dieWithParent(command)
	if err := command.Start(); err != nil {
		return 0, fmt.Errorf("start %s: %w", command.Path, err)
	}
	quit, done := make(chan struct{}), make(chan struct{})
	dog := &watchdog{
		ceiling: ceiling, grace: ownGrace, kill: func() { _ = command.Process.Kill() }, // or it has ended
		stop: func(reason error) {
			cancel(reason)
			_ = command.Process.Signal(syscall.SIGQUIT)
			time.AfterFunc(dumpGrace, func() { _ = command.Process.Kill() })
		},
	}
	go func() {
		defer close(done)
		if process, err := Open(command.Process.Pid); err == nil { // else it has ended already
			dog.run(process.RSS, quit)
		}
	}()
	err = command.Wait()
	close(quit)
	<-done
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = errors.Join(cause, err)
	}
	return dog.highest, err
}

// watchdog watches a process from outside.
type watchdog struct {
	ceiling Bytes // 0 for none
	grace   time.Duration
	stop    func(reason error) // makes the process print its goroutines and end
	kill    func()             // ends it at once
	highest Bytes
	crossed time.Time // when the ceiling was first seen to be reached
}

func (d *watchdog) run(rss func() (Bytes, error), quit <-chan struct{}) {
	ticker := time.NewTicker(superviseEvery)
	defer ticker.Stop()
	stopped := false
	for {
		select {
		case <-quit:
			return
		case <-ticker.C:
		}
		now, err := rss()
		if err != nil {
			continue // it has ended, or has not begun
		}
		d.highest = max(d.highest, now)
		if d.ceiling <= 0 {
			continue
		}
		if now >= 2*d.ceiling {
			d.kill() // while it still prints its goroutines
		}
		if reason := d.judge(now, time.Now()); reason != nil && !stopped {
			stopped = true
			d.stop(reason)
		}
	}
}

// judge is why the process has to be stopped, or nil.
func (d *watchdog) judge(rss Bytes, now time.Time) error {
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
