package workload

import (
	"runtime"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/suites/memory/judge"
)

// follower reads what is alive while files are indexed, in step with them: a fast machine gives as many readings as a
// slow one.
type follower struct {
	every    int64 // files between two readings
	progress func() gmem.Progress
	points   []judge.Point
	quit     chan struct{}
	done     chan struct{}
}

// lookEvery is the time between two looks at how many files are done. 200 small files take a tenth of a second.
const lookEvery = 2 * time.Millisecond

// follow starts to read; it is nil when no readings are asked for or native memory can't be counted.
func follow(every int64, counted bool, progress func() gmem.Progress) *follower {
	if !counted || every <= 0 {
		return nil
	}
	f := &follower{every: every, progress: progress, quit: make(chan struct{}), done: make(chan struct{})}
	go f.run()
	return f
}

func (f *follower) run() {
	defer close(f.done)
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for next := f.every; ; {
		select {
		case <-f.quit:
			return
		case <-ticker.C:
		}
		if files := f.progress().Done; files >= next {
			f.points = append(f.points, judge.Point{Files: files, Live: atHand()})
			next = files + f.every
		}
	}
}

// stop ends the readings and gives them back.
func (f *follower) stop() []judge.Point {
	if f == nil {
		return nil
	}
	close(f.quit)
	<-f.done
	return f.points
}

// atHand is what is alive in the midst of a run: Go objects and the malloc family. DuckDB's buffers are left out: they
// fill up to their limit as the index grows, and are no leak.
func atHand() gmem.Bytes {
	runtime.GC()
	return gmem.ReadGo().HeapObjects + gmem.Bytes(native.Read().Malloc.Bytes)
}
