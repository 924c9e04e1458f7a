package gmem

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Cgroup is what the kernel's control group of this process says of memory. In it, all processes of a container count, and
// beside resident memory the page cache, sockets and kernel objects do.
type Cgroup struct {
	Limit   Bytes // memory.max; 0 where there is none
	Peak    Bytes // memory.peak since the group began; 0 where the kernel doesn't tell
	Files   Bytes // of memory.stat: pages of files, mapped or only cached
	Sockets Bytes // and what is on its way through sockets
	Kernel  Bytes // and the kernel's own objects, such as those of files and folders (slab)
	Killed  int64 // how often the kernel has killed a process of the group for want of memory
}

// ReadCgroup reads the group (version 2) of this process. It returns fs.ErrNotExist where there is none.
func ReadCgroup() (Cgroup, error) { return readCgroup("/sys/fs/cgroup", "/proc/self/cgroup") }

func readCgroup(mount, groups string) (Cgroup, error) {
	data, err := os.ReadFile(groups)
	if err != nil {
		return Cgroup{}, err
	}
	_, group, found := strings.Cut(string(data), "0::")
	if !found {
		return Cgroup{}, fs.ErrNotExist
	}
	group, _, _ = strings.Cut(group, "\n")
	var c Cgroup
	own := true
	// A limit of any group above counts too: the least holds. What else a group above tells is of other processes too.
	for at := filepath.Join(mount, group); strings.HasPrefix(at, mount); at = filepath.Dir(at) {
		limit, err := readAmount(filepath.Join(at, "memory.max"))
		if err != nil {
			continue // it has no account of its own: that of the group above holds it
		}
		if limit > 0 && (c.Limit == 0 || limit < c.Limit) {
			c.Limit = limit
		}
		if own {
			own = false
			c.readOwn(at)
		}
	}
	if own {
		return Cgroup{}, fs.ErrNotExist
	}
	return c, nil
}

// readOwn reads what the group in this folder was charged. What a kernel doesn't tell stays 0.
func (c *Cgroup) readOwn(folder string) {
	c.Peak, _ = readAmount(filepath.Join(folder, "memory.peak"))
	c.Killed = readField(filepath.Join(folder, "memory.events"), "oom_kill")
	stat := filepath.Join(folder, "memory.stat")
	c.Files, c.Sockets, c.Kernel = Bytes(readField(stat, "file")), Bytes(readField(stat, "sock")), Bytes(readField(stat, "slab"))
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

// readField reads a number of a file of names and numbers; 0 where it isn't there.
func readField(path, name string) int64 {
	data, _ := os.ReadFile(path)
	for line := range bytes.Lines(data) {
		if key, value, _ := strings.Cut(strings.TrimSpace(string(line)), " "); key == name {
			number, _ := strconv.ParseInt(value, 10, 64)
			return number
		}
	}
	return 0
}
