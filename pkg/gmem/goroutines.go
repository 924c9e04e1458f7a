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
func reserveGoroutines() { atOnce(reservedGoroutines, false) }

// atOnce has so many goroutines about at once, each on a thread of its own where they are to be locked, and ends them.
func atOnce(count int, isLocked bool) {
	var started, ended sync.WaitGroup
	gate := make(chan struct{})
	started.Add(count)
	for range count {
		ended.Go(func() {
			if isLocked {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
			}
			started.Done()
			<-gate
		})
	}
	started.Wait()
	runtime.Gosched() // the last one is on its way to the gate
	close(gate)
	ended.Wait()
}
