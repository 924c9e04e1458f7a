package indexer_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// BenchmarkCores indexes the same tree in child processes that may run on one core, and on two, in turn: a process can't be
// confined as a whole once it has threads. Rates are those of the best round, since other processes take more from two cores
// than from one:
//
//	x-one-core  the rate on two cores against that on one
//	x-CPU       the processor time on two cores against that on one, which other processes disturb less: the rate can't
//	            be more than two divided by it
func BenchmarkCores(b *testing.B) {
	allowed := affinity(b)
	if len(allowed) < 2 {
		b.Skipf("this process may run on %d core", len(allowed))
	}
	tree := generated(b, *benchScale)
	var one, two costs
	for b.Loop() {
		one.indexOn(b, tree.root, allowed[:1])
		two.indexOn(b, tree.root, allowed[:2])
	}
	files := float64(len(tree.files))
	b.ReportMetric(0, "ns/op") // of both together: of no interest
	b.ReportMetric(best(one.wall)/best(two.wall), "x-one-core")
	b.ReportMetric(best(two.cpu)/best(one.cpu), "x-CPU")
	b.ReportMetric(files/best(one.wall), "files/s-on-one")
	b.ReportMetric(files/best(two.wall), "files/s-on-two")
}

// indexOn builds a full index in a child process on some cores, and adds what that took: from its begin, the processor time
// with the process's own start.
func (c *costs) indexOn(b *testing.B, tree string, cores []int) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "index.duckdb")
	command := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestIndexChild$", "-child-tree="+tree, "-child-index="+path)
	stdout, err := command.StdoutPipe()
	check(b, err)
	startOn(b, command, cores)
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && lines.Text() != began {
	}
	begun := time.Now()
	_, err = io.Copy(io.Discard, stdout)
	c.wall = append(c.wall, time.Since(begun))
	check(b, err)
	check(b, command.Wait())
	c.cpu = append(c.cpu, command.ProcessState.UserTime()+command.ProcessState.SystemTime())
	check(b, os.Remove(path))
}

// startOn starts a command on some cores. It inherits them from the thread that starts it, which gets its own back.
func startOn(b *testing.B, command *exec.Cmd, cores []int) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	former := affinity(b)
	setAffinity(b, cores)
	defer setAffinity(b, former)
	check(b, command.Start())
}

// coreSet is the kernel's set of cores, a bit for each.
type coreSet [16]uint64

// affinity are the cores that this thread may run on.
func affinity(b *testing.B) (cores []int) {
	b.Helper()
	var set coreSet
	askKernel(b, syscall.SYS_SCHED_GETAFFINITY, &set)
	for core := range 64 * len(set) {
		if set[core/64]>>(core%64)&1 == 1 {
			cores = append(cores, core)
		}
	}
	return cores
}

func setAffinity(b *testing.B, cores []int) {
	b.Helper()
	var set coreSet
	for _, core := range cores {
		set[core/64] |= 1 << (core % 64)
	}
	askKernel(b, syscall.SYS_SCHED_SETAFFINITY, &set)
}

func askKernel(b *testing.B, call uintptr, set *coreSet) {
	b.Helper()
	if _, _, failed := syscall.RawSyscall(call, 0, unsafe.Sizeof(*set), uintptr(unsafe.Pointer(set))); failed != 0 {
		check(b, failed)
	}
}
