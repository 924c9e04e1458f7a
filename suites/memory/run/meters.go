package run

import (
	"runtime"
	"runtime/debug"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

// ledger measures the parts of this process's resident memory, each on its own. Where native memory can't be counted
// its parts are missing, and unattributed holds them.
func ledger(self *gmem.Process) (gmem.Ledger, error) {
	kernel, err := self.Kernel()
	if err != nil {
		return gmem.Ledger{}, err
	}
	goHeap := gmem.ReadGo()
	parts := []gmem.Part{
		{Name: gmem.PartGoInUse, Bytes: goHeap.HeapObjects},
		{Name: gmem.PartGoHeld, Bytes: goHeap.HeapUnused + goHeap.HeapFree},
		{Name: gmem.PartGoRuntime, Bytes: goHeap.Stacks + goHeap.Metadata + goHeap.Other},
	}
	parts = append(parts, nativeParts()...)
	return gmem.Ledger{
		RSS:   kernel.RSSAnon + kernel.RSSFile + kernel.RSSShmem,
		Parts: append(parts, gmem.Part{Name: gmem.PartFiles, Bytes: kernel.RSSFile + kernel.RSSShmem}),
	}, nil
}

// nativeParts are what C and C++ hold. What the allocators keep of freed memory is one part, whoever keeps it.
func nativeParts() []gmem.Part {
	if counted, _ := native.Available(); !counted {
		return nil
	}
	reading := native.Read()
	var buffers, retained gmem.Bytes
	if duckdb, present := native.ReadJemalloc(); present {
		buffers = gmem.Bytes(duckdb.Allocated)
		retained += gmem.Bytes(duckdb.Resident - duckdb.Allocated)
	}
	if glibc, present := native.ReadGlibc(); present {
		retained += gmem.Bytes(glibc.Retained(reading.Malloc))
	}
	return []gmem.Part{
		{Name: gmem.PartDuckDB, Bytes: buffers},
		{Name: gmem.PartTreeSitter, Bytes: gmem.Bytes(reading.TreeSitter.Bytes)},
		{Name: gmem.PartCPlusPlus, Bytes: gmem.Bytes(reading.CXX.Bytes)},
		{Name: gmem.PartNative, Bytes: gmem.Bytes(reading.Other().Bytes)},
		{Name: gmem.PartRetained, Bytes: retained},
	}
}

// live is what is alive, to the byte: Go objects after a collection, the malloc family, and DuckDB's buffers. It is 0
// where native memory can't be counted.
func live() gmem.Bytes {
	if counted, _ := native.Available(); !counted {
		return 0
	}
	total := gmem.ReadGo().HeapObjects + gmem.Bytes(native.Read().Malloc.Bytes)
	if duckdb, present := native.ReadJemalloc(); present {
		total += gmem.Bytes(duckdb.Allocated)
	}
	return total
}

// settle collects until what is alive no longer falls: finalizers free native memory some time after a collection.
// What Go holds free goes back to the system at the end.
func settle() {
	const most = 10
	for last, i := live(), 0; i < most; i++ {
		runtime.GC()
		runtime.Gosched()
		now := live()
		if i > 0 && now >= last {
			break
		}
		last = now
	}
	debug.FreeOSMemory()
}

// handles counts every kind of handle: those of the C libraries since the process began, and what the runtime and the
// kernel hold for it now.
func handles(self *gmem.Process) ([]gmem.HandleCount, error) {
	kernel, err := self.Kernel()
	if err != nil {
		return nil, err
	}
	counts := []gmem.HandleCount{
		{Kind: "goroutine", Opened: gmem.ReadGo().Goroutines},
		{Kind: "file descriptor", Opened: int64(kernel.Descriptors)},
	}
	for _, handle := range native.Handles() {
		counts = append(counts, gmem.HandleCount{Kind: handle.Kind, Opened: handle.Opened, Closed: handle.Closed})
	}
	return counts, nil
}

// treeSitterAlive is what tree-sitter holds now. Read before any collection it shows what was left to finalizers.
func treeSitterAlive() gmem.Bytes { return gmem.Bytes(native.Read().TreeSitter.Bytes) }
