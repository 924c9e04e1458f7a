package run

import (
	"runtime"
	"sync"
)

// parkings is how many goroutines level parks: more than an index ever runs at a time, and more than the 128 records of
// waiting that a processor of the runtime caches.
const parkings = 200

// level brings what the Go runtime keeps for itself among the live objects to the same amount each time. It caches the
// records of goroutines that wait (112 bytes each) for each of its processors and drops none of them in a collection:
// how full these caches are is chance, and they creep upwards by kilobytes from cycle to cycle, as a leak would.
//
// With all processors but one given up, their caches are gone; the last one's is filled by parking more goroutines than
// it has room for.
func level() {
	processors := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(processors)
	gate := make(chan struct{})
	var parked, ended sync.WaitGroup
	parked.Add(parkings)
	for range parkings {
		ended.Go(func() {
			parked.Done()
			<-gate
		})
	}
	parked.Wait()
	runtime.Gosched() // the last one is on its way to the gate
	close(gate)
	ended.Wait()
}
