package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// adoptOrphans has processes whose parent ends become children of this one, so that they stay in the tree.
func adoptOrphans() {
	_ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) // without it they are counted until their parent ends
}

// buryOrphans waits for adopted processes as they end, until quit is closed; the kernel would keep them for as long. The
// command itself, by its id, is left to whoever started it.
func buryOrphans(command int, quit <-chan struct{}) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-quit:
			return
		case <-ticker.C:
		}
		lists, _ := filepath.Glob("/proc/self/task/*/children")
		for _, list := range lists {
			children, _ := os.ReadFile(list) // none: the thread has ended
			for child := range strings.FieldsSeq(string(children)) {
				if pid, err := strconv.Atoi(child); err == nil && pid != command {
					_, _ = unix.Wait4(pid, nil, unix.WNOHANG, nil) // or it still runs
				}
			}
		}
	}
}
