package gmem

import (
	"runtime"
	"runtime/debug"
	"time"
)

// parkings is how many goroutines level parks: more than the 128 records of waiting that a processor of the runtime
// caches, and more than most work ever has waiting at a time.
const parkings = 200

// levelled is how many goroutines level locks to threads at once: more than mostly wait for work.
const levelled = 16

// level brings what the Go runtime keeps for itself among the live objects to the same amount each time. It caches the
// records of goroutines that wait (112 bytes each) for each of its processors and drops none of them in a collection:
// how full these caches are is chance, and they creep upwards by kilobytes from round to round, as a leak would.
//
// With all processors but one given up, their caches are gone; the last one's is filled by parking more goroutines than
// it has room for. And it keeps a record of 5 KB of each thread that has ended, as with a goroutine that is locked to it, until it makes
// another one: which it has to for as many locked goroutines.
func level() {
	processors := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(processors)
	atOnce(levelled, true)
	atOnce(parkings, false)
}

// settle collects until what is alive no longer falls: finalizers free native memory some time after a collection, and
// C code may free in threads of its own. What Go holds free goes back to the system at the end.
func (m *meterSet) settle() error {
	const most = 10
	last, _, _, err := m.live()
	for i := 0; i < most && err == nil; i++ {
		runtime.GC()
		time.Sleep(200 * time.Microsecond) // finalizers run in a goroutine of their own
		var now Bytes
		if now, _, _, err = m.live(); err == nil && i > 0 && now >= last {
			break
		}
		last = now
	}
	debug.FreeOSMemory()
	return err
}

// calm waits, briefly, until goroutines and native memory no longer fall without a collection: what work has handed to
// others ends a little later than work does.
func (m *meterSet) calm() {
	const most, pause = 20, time.Millisecond
	for last, i := m.restless(), 0; i < most; i++ {
		time.Sleep(pause)
		now := m.restless()
		if now[0] >= last[0] && now[1] >= last[1] {
			return
		}
		last = now
	}
}

func (m *meterSet) restless() (now [2]int64) {
	now[0] = ReadGo().Goroutines
	if m.trusted.native != nil {
		now[1] = int64(m.trusted.native.Live().Bytes)
	}
	return now
}
