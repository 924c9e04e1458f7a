package gmem

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

const (
	countedOfOne   = "RSS"
	processesShare = true // pages that count for each of them in the sum of RSS
)

func treesReadable() error {
	_, err := os.Stat("/proc/self/task")
	return err
}

// readChildren returns the function that tells what a process has started and still runs; nothing once it has ended.
func readChildren() func(pid int) []int {
	return func(pid int) (children []int) {
		lists, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
		for _, list := range lists {
			data, _ := os.ReadFile(list)
			for child := range bytes.FieldsSeq(data) {
				if pid, err := strconv.Atoi(string(child)); err == nil {
					children = append(children, pid)
				}
			}
		}
		return children
	}
}

// memoryOf is what is resident of a process. The kernel's own mark of its peak would cost as much again.
func memoryOf(pid int) (now, peak Bytes, err error) {
	now, err = (&Process{pid: pid}).statm(1)
	return now, now, err
}

func nameOf(pid int) (string, error) {
	name, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/comm")
	return string(bytes.TrimSpace(name)), err
}

// readSharing reads by how much the sum of RSS is larger than that of PSS.
func (t *Tree) readSharing(living []int, sum Bytes) {
	var proportional Bytes
	for _, pid := range living {
		pss, err := (&Process{pid: pid}).pss()
		switch {
		case errors.Is(err, os.ErrNotExist), errors.Is(err, syscall.ESRCH): // it has ended meanwhile
		case err != nil:
			t.sharing, t.counted = 0, "the sum of RSS, shared pages once for each process: "+err.Error()
			return
		}
		proportional += pss
	}
	t.counted = "PSS where there are several processes, RSS of one"
	t.sharing = max(sum-proportional, 0)
}
