package gmem

import (
	"runtime"
	"sync"
)

// Go keeps the record of a goroutine that has ended for the next one, and never frees it: 432 bytes on the heap. On a busy
// machine more goroutines are about at once than ever before now and then, which would look like a leak: clean work that
// starts a goroutine for each call grew by 8 B/call over 10,000 calls. So as many are made beforehand as are likely to be.
const reservedGoroutines = 1000

// reserveGoroutines has so many goroutines about at once, and ends them.
func reserveGoroutines() { atOnce(reservedGoroutines, onAnyThread) }

// atOnce has so many goroutines about at once, each of which waits until all are there, and ends them.
func atOnce(count int, goroutine func(wait func())) {
	var started, ended sync.WaitGroup
	gate := make(chan struct{})
	started.Add(count)
	for range count {
		ended.Go(func() {
			goroutine(func() {
				started.Done()
				<-gate
			})
		})
	}
	started.Wait()
	runtime.Gosched() // the last one is on its way to the gate
	close(gate)
	ended.Wait()
}

// onAnyThread only waits.
func onAnyThread(wait func()) { wait() }

// onThread waits on a thread of its own.
func onThread(wait func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	wait()
}

// endThread waits on a thread of its own, which ends with it.
func endThread(wait func()) {
	runtime.LockOSThread()
	wait()
}
