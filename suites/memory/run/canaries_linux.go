//go:build linux && cgo

package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"unsafe"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native/duckdb/duckdbtest"
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter/treesittertest"
)

// residentBytes is how much the canaries of resident memory take: it has to stand out from pages that come and go.
const residentBytes = 4 * canaryBytes

// nativeCanaries need C. Threads and mappings come and go by themselves, so their counts have some slack.
var nativeCanaries = []planting{
	inBytes(gmem.PartNative, partNamed(gmem.PartNative), nativetest.Malloc, nativetest.Free),
	inBytes(gmem.PartCPlusPlus, partNamed(gmem.PartCPlusPlus), nativetest.New, nativetest.Delete),
	inBytes(gmem.PartTreeSitter, partNamed(gmem.PartTreeSitter), treesittertest.Malloc, treesittertest.Free),
	inBytes(gmem.PartDuckDB, partNamed(gmem.PartDuckDB), duckdbtest.Malloc, duckdbtest.Free),
	inBytes("live bytes, of malloc", readLive, nativetest.Malloc, nativetest.Free),
	inBytes("live bytes, of DuckDB", readLive, duckdbtest.Malloc, duckdbtest.Free),
	{
		meter: "tree-sitter held", planted: canaryBytes, slack: canaryBytes / 10, ready: nativeCounted,
		plant: plantBlock(treesittertest.Malloc, treesittertest.Free),
		read:  func(*gmem.Process) (int64, error) { return int64(treeSitterAlive()), nil },
	},
	{
		meter: "resident memory", planted: residentBytes, slack: residentBytes / 10,
		plant: plantPages, read: readRSS,
	},
	{
		meter: "peak of resident memory", planted: residentBytes, slack: residentBytes / 10,
		ready: func(self *gmem.Process) bool { return self.ResetHighWater() == nil },
		plant: plantSpike, read: readPeak,
	},
	{
		meter: "threads", planted: canaryCount, slack: canaryCount / 4,
		plant: plantThreads, read: countedByKernel(func(k gmem.KernelReading) int { return k.Threads }),
	},
	{
		meter: "mappings", planted: 4 * canaryCount, slack: canaryCount,
		plant: plantMappings, read: countedByKernel(func(k gmem.KernelReading) int { return k.Mappings }),
	},
}

// inBytes is a canary of one block of native memory.
func inBytes(
	meter string, read func(*gmem.Process) (int64, error), allocate func(int) unsafe.Pointer, free func(unsafe.Pointer),
) planting {
	return planting{
		meter: meter, planted: canaryBytes, slack: canaryBytes / 10, ready: nativeCounted,
		plant: plantBlock(allocate, free), read: read,
	}
}

func plantBlock(allocate func(int) unsafe.Pointer, free func(unsafe.Pointer)) func(context.Context) (func() error, error) {
	return func(context.Context) (func() error, error) {
		block := allocate(canaryBytes)
		return func() error { free(block); return nil }, nil
	}
}

func plantPages(context.Context) (func() error, error) {
	pages := nativetest.Mmap(residentBytes)
	return func() error { nativetest.Munmap(pages, residentBytes); return nil }, nil
}

// plantSpike is over before it is read: only the kernel's mark has seen it.
func plantSpike(context.Context) (func() error, error) {
	nativetest.Munmap(nativetest.Mmap(residentBytes), residentBytes)
	return func() error { return nil }, nil
}

func plantThreads(context.Context) (func() error, error) {
	var parked closers
	for range canaryCount {
		thread := nativetest.Park()
		parked = append(parked, func() error { thread.Unpark(); return nil })
	}
	return parked.close, nil
}

// plantMappings maps the same page of this program again and again: the kernel doesn't merge those into one mapping.
func plantMappings(context.Context) (func() error, error) {
	program, err := os.Open("/proc/self/exe")
	if err != nil {
		return nil, err
	}
	defer program.Close() //nolint:errcheck // opened for reading: closing it loses nothing
	var mapped closers
	for range 4 * canaryCount {
		page, err := syscall.Mmap(int(program.Fd()), 0, os.Getpagesize(), syscall.PROT_READ, syscall.MAP_PRIVATE)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("map a page: %w", err), mapped.close())
		}
		mapped = append(mapped, func() error { return syscall.Munmap(page) })
	}
	return mapped.close, nil
}
