package chunk

/*
#cgo nocallback thread_clock_here
#cgo nocallback thread_clock_read
#include "deadline.h"
*/
import "C"

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// deadline sets a flag when a thread has used so much processor time. A paused process and a busy machine don't use it up,
// as they would a limit in wall-clock time. tree-sitter's own limit is of that kind, and isn't used.
type deadline struct {
	clock C.thread_clock
	end   time.Duration // on the clock
	flag  *uintptr

	mu    sync.Mutex // guards timer
	timer *time.Timer
}

// startDeadline gives the calling thread so much processor time from now on, and sets the flag to 1 within milliseconds of
// its end. The goroutine is locked to its thread until stop.
func startDeadline(limit time.Duration, flag *uintptr) *deadline {
	runtime.LockOSThread()
	d := &deadline{clock: C.thread_clock_here(), flag: flag}
	d.end = d.used() + limit
	d.mu.Lock()
	defer d.mu.Unlock()
	d.timer = time.AfterFunc(limit, d.check)
	return d
}

// stop ends the deadline. It is called by the goroutine that started it.
func (d *deadline) stop() {
	d.mu.Lock()
	d.timer.Stop()
	d.timer = nil
	d.mu.Unlock()
	runtime.UnlockOSThread()
}

// check runs when the limit would be used up if the thread had been running all the time, and comes back later if not.
func (d *deadline) check() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer == nil {
		return // stopped: the thread may be gone
	}
	if left := d.end - d.used(); left > 0 {
		d.timer.Reset(max(left, time.Millisecond))
		return
	}
	atomic.StoreUintptr(d.flag, 1)
}

func (d *deadline) used() time.Duration { return time.Duration(C.thread_clock_read(d.clock)) }
