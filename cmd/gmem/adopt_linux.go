package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/embecode/embecode/pkg/gmem"
)

// adoptOrphans has processes whose parent ends become children of this one, so that they stay in the tree.
func adoptOrphans() {
	_ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) // without it they are counted until their parent ends
}

// buryOrphans waits for adopted processes as they end; the kernel would keep them for as long. The command itself, by its id,
// is left to whoever started it. The function that it returns ends that, and tells the largest resident memory that one of
// them had, or a descendant that it had waited for.
func buryOrphans(command int) (end func() gmem.Bytes) {
	quit, largest := make(chan struct{}), make(chan gmem.Bytes)
	go func() {
		ticker := time.NewTicker(100 * time.Millisecond)
		defer ticker.Stop()
		most := gmem.Bytes(0)
		for {
			select {
			case <-quit:
				largest <- max(most, buryLast(command))
				return
			case <-ticker.C:
				now, _ := buried(command)
				most = max(most, now)
			}
		}
	}()
	return func() gmem.Bytes {
		close(quit)
		return <-largest
	}
}

// buryLast waits, a second at most, until those have ended that have given their memory back already.
func buryLast(command int) (most gmem.Bytes) {
	for range 100 {
		now, dying := buried(command)
		if most = max(most, now); !dying {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return most
}

// buried waits for the children that have ended, and tells the most that one of them had. It reports whether there is one
// that ends just now: it has no memory any more, and can't be waited for yet.
func buried(command int) (most gmem.Bytes, dying bool) {
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	for _, list := range lists {
		children, _ := os.ReadFile(list) // none: the thread has ended
		for child := range strings.FieldsSeq(string(children)) {
			pid, err := strconv.Atoi(child)
			if err != nil || pid == command {
				continue
			}
			var usage unix.Rusage
			ended, err := unix.Wait4(pid, nil, unix.WNOHANG, &usage)
			switch {
			case err == nil && ended == pid:
				most = max(most, gmem.Bytes(usage.Maxrss)*1024) // the kernel counts in kB
			case err == nil:
				dying = dying || !hasMemory(pid)
			}
		}
	}
	return most, dying
}

func hasMemory(pid int) bool {
	process, err := gmem.Open(pid)
	if err == nil {
		_, err = process.RSS()
	}
	return err == nil
}
