package gmem

import (
	"runtime"
	"runtime/debug"
	"time"
)

// parkings is how many goroutines level parks: more than the 128 records of waiting that a processor of the runtime
// caches, and more than most work ever has waiting at a time.
const parkings = 200

// threadsAtOnce is how many goroutines level locks to threads at once, at first: more than mostly wait for work.
const threadsAtOnce = 16

// level brings what the Go runtime keeps for itself among the live objects to the same amount each time. It caches the
// records of goroutines that wait (112 bytes each) for each of its processors and drops none of them in a collection:
// how full these caches are is chance, and they creep upwards by kilobytes from round to round, as a leak would.
//
// With all processors but one given up, their caches are gone; the last one's is filled by parking more goroutines than
// it has room for. And it keeps the record of each thread that has ended, as with a goroutine that is locked to it, until it makes
// another one: which it has to for enough locked goroutines.
func (m *meterSet) level() { m.levelWith(threadsAtOnce) }

func (m *meterSet) levelWith(threads int) {
	const tries = 64 // where work has had ever so many threads at once
	processors := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(processors)
	before := goThreads()
	for try := range tries {
		atOnce(threads+try, onThread)
		// As many as last time: none has ended. Where no record was weighed, as many as there are will do.
		if m.threadRecord == 0 || before == m.threads || goThreads() > before {
			break
		}
	}
	m.threads = goThreads()
	atOnce(parkings, onAnyThread)
}

// weighThreads measures how much the Go runtime keeps on its heap of each thread, 5.6 KB. How many threads there are at a reading is
// chance, give or take one or two, and they are counted by themselves: so live bytes leave their records out. The threads that it makes for
// that end again.
func (m *meterSet) weighThreads() error {
	if sanitized { // which has records of its own of each
		return m.settle()
	}
	const steps, more = 3, 8
	const least, most = KB, 16 * KB
	before := goThreads()
	defer func() { atOnce(max(m.threads-before, 0), endThread) }()
	var heap [steps]Bytes
	var threads [steps]int
	for i := range steps { // at the first, threads may just be ending
		m.levelWith(max(threadsAtOnce, before) + i*more)
		if err := m.settle(); err != nil {
			return err
		}
		heap[i], threads[i] = ReadGo().HeapObjects, m.threads
	}
	record := (heap[steps-1] - heap[steps-2]) / Bytes(max(threads[steps-1]-threads[steps-2], 1))
	if record >= least && record <= most { // or somebody else works meanwhile
		m.threadRecord = record
	}
	return nil
}

// goThreads is how many threads the Go runtime has.
func goThreads() int {
	threads, _ := runtime.ThreadCreateProfile(nil)
	return threads
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
