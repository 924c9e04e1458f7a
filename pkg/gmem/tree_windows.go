package gmem

import (
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

const (
	countedOfOne   = "private commit"
	processesShare = false
)

func treesReadable() error { return nil }

// eachProcess calls do with all processes of the system.
func eachProcess(do func(*windows.ProcessEntry32)) (err error) {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return fmt.Errorf("list processes: %w", err)
	}
	defer func() { err = errors.Join(err, windows.CloseHandle(snapshot)) }()
	entry := windows.ProcessEntry32{}
	entry.Size = uint32(unsafe.Sizeof(entry))
	for err = windows.Process32First(snapshot, &entry); err == nil; err = windows.Process32Next(snapshot, &entry) {
		do(&entry)
	}
	if errors.Is(err, windows.ERROR_NO_MORE_FILES) {
		return nil
	}
	return err
}

// readChildren takes the list of all processes and returns the function that tells what one has started.
func readChildren() func(pid int) []int {
	children := map[int][]int{}
	_ = eachProcess(func(entry *windows.ProcessEntry32) { // none: the root alone is counted
		parent := int(entry.ParentProcessID)
		children[parent] = append(children[parent], int(entry.ProcessID))
	})
	return func(pid int) []int { return children[pid] }
}

// memoryCounters is PROCESS_MEMORY_COUNTERS_EX.
type memoryCounters struct {
	size, faults                     uint32
	workingSetPeak, workingSet       uintptr
	pagedPoolPeak, pagedPool         uintptr
	nonPagedPoolPeak, nonPagedPool   uintptr
	commit, commitPeak, privateBytes uintptr
}

var getProcessMemoryInfo = windows.NewLazySystemDLL("kernel32.dll").NewProc("K32GetProcessMemoryInfo")

// memoryOf is the private commit of a process, and the most that it ever had.
func memoryOf(pid int) (now, peak Bytes, err error) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return 0, 0, fmt.Errorf("open process %d: %w", pid, err)
	}
	defer func() { err = errors.Join(err, windows.CloseHandle(process)) }()
	var counters memoryCounters
	counters.size = uint32(unsafe.Sizeof(counters))
	done, _, reason := getProcessMemoryInfo.Call(uintptr(process), uintptr(unsafe.Pointer(&counters)), uintptr(counters.size))
	if done == 0 {
		return 0, 0, fmt.Errorf("read the memory of process %d: %w", pid, reason)
	}
	return Bytes(counters.privateBytes), Bytes(counters.commitPeak), nil
}

func nameOf(pid int) (name string, err error) {
	err = eachProcess(func(entry *windows.ProcessEntry32) {
		if int(entry.ProcessID) == pid {
			name = windows.UTF16ToString(entry.ExeFile[:])
		}
	})
	return name, err
}

func (t *Tree) readSharing([]int, Bytes) {} // what is private is not shared
