package gmem

import (
	"encoding/binary"
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	countedOfOne   = "physical footprint"
	processesShare = false
)

func treesReadable() error { return nil }

// readChildren takes the list of all processes and returns the function that tells what one has started.
func readChildren() func(pid int) []int {
	children := map[int][]int{}
	all, _ := unix.SysctlKinfoProcSlice("kern.proc.all") // none: the root alone is counted
	for i := range all {
		parent := int(all[i].Eproc.Ppid)
		children[parent] = append(children[parent], int(all[i].Proc.P_pid))
	}
	return func(pid int) []int { return children[pid] }
}

// memoryOf is the physical footprint of a process, and the largest that it ever had: proc_pid_rusage with RUSAGE_INFO_V4, of
// XNU's bsd/sys/resource.h.
func memoryOf(pid int) (now, peak Bytes, err error) {
	const (
		procInfo, pidRusage, version4 = 336, 9, 4
		identity, figures             = 16, 35 // bytes, and words of 8 behind them
		footprint, lifetimeMax        = 7, 28  // which of these
	)
	var usage [identity + 8*figures]byte
	_, _, number := syscall.Syscall6(procInfo, pidRusage, uintptr(pid), version4, 0, uintptr(unsafe.Pointer(&usage[0])), 0)
	if number != 0 {
		return 0, 0, fmt.Errorf("read the footprint of process %d: %w", pid, number)
	}
	word := func(i int) Bytes { return Bytes(binary.NativeEndian.Uint64(usage[identity+8*i:])) }
	return word(footprint), word(lifetimeMax), nil
}

func nameOf(pid int) (string, error) {
	process, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return "", err
	}
	return unix.ByteSliceToString(process.Proc.P_comm[:]), nil
}

func (t *Tree) readSharing([]int, Bytes) {} // a footprint holds nothing shared
