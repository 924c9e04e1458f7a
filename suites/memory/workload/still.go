package workload

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/gmem/native"
)

// still waits until every queue is as full, or as empty, as it becomes while one end of it stands still: until no file moves, no
// native memory is taken, and every thread but this one sleeps. On a busy machine the time alone tells nothing, since a thread
// that has work may wait long for a processor.
func (s *stager) still(ctx context.Context) error {
	const pause, enough = 20 * time.Millisecond, 5
	type reading struct {
		counts
		native int64
	}
	read := func() reading { return reading{s.count(func(*counts) {}), native.Read().Malloc.Bytes} }
	tick := time.NewTicker(pause)
	defer tick.Stop()
	last := read()
	for same := 0; same < enough; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		busy, err := atWork()
		if err != nil {
			return err
		}
		now := read()
		if now == last && now.begun == now.split && busy <= 1 {
			same++
		} else {
			same, last = 0, now
		}
	}
	return nil
}

// atWork counts the threads of this process that run, want to run or wait for the disk, the caller's included. It is 0 where
// there is no /proc to tell.
func atWork() (threads int, err error) {
	states, err := filepath.Glob("/proc/self/task/*/stat")
	for _, path := range states {
		data, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// proc(5): the state is the field behind the name, which is in brackets and may hold any character.
		if _, state, found := strings.Cut(string(data[strings.LastIndexByte(string(data), ')')+1:]), " "); found && strings.ContainsRune("RD", rune(state[0])) {
			threads++
		}
	}
	return threads, err
}
