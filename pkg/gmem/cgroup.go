package gmem

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Cgroup is what the kernel's control group of this process says of memory. In it, all processes of a container count, and
// beside resident memory the page cache, sockets and kernel objects do.
type Cgroup struct {
	Limit  Bytes // memory.max; 0 where there is none
	Peak   Bytes // memory.peak since the group began; 0 where the kernel doesn't tell
	Killed int64 // how often the kernel has killed a process of the group for want of memory
}

// ReadCgroup reads the group (version 2) of this process. It returns fs.ErrNotExist where there is none.
func ReadCgroup() (Cgroup, error) { return readCgroup("/sys/fs/cgroup", "/proc/self/cgroup") }

func readCgroup(mount, own string) (Cgroup, error) {
	data, err := os.ReadFile(own)
	if err != nil {
		return Cgroup{}, err
	}
	_, group, found := strings.Cut(string(data), "0::")
	if !found {
		return Cgroup{}, fs.ErrNotExist
	}
	group, _, _ = strings.Cut(group, "\n")
	var c Cgroup
	found = false
	// A limit of any group above counts too: the least holds.
	for at := filepath.Join(mount, group); strings.HasPrefix(at, mount); at = filepath.Dir(at) {
		if limit, err := readAmount(filepath.Join(at, "memory.max")); err == nil {
			found = true
			if limit > 0 && (c.Limit == 0 || limit < c.Limit) {
				c.Limit = limit
			}
		}
		if c.Peak == 0 {
			c.Peak, _ = readAmount(filepath.Join(at, "memory.peak"))
		}
		if c.Killed == 0 {
			c.Killed = readEvent(filepath.Join(at, "memory.events"), "oom_kill")
		}
	}
	if !found {
		return Cgroup{}, fs.ErrNotExist
	}
	return c, nil
}

// readAmount reads a file of one number, or the word max, which is 0.
func readAmount(path string) (Bytes, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	text := strings.TrimSpace(string(data))
	if text == "max" {
		return 0, nil
	}
	amount, err := strconv.ParseInt(text, 10, 64)
	return Bytes(amount), err
}

func readEvent(path, name string) int64 {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0
	}
	for line := range bytes.Lines(data) {
		if key, value, _ := strings.Cut(strings.TrimSpace(string(line)), " "); key == name {
			count, _ := strconv.ParseInt(value, 10, 64)
			return count
		}
	}
	return 0
}
