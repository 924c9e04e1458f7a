package run

import (
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/duckdb"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

// ledger measures the parts of this process's resident memory, each on its own. Where native memory can't be counted
// its parts are missing, and unattributed holds them. The program's own data, once written to, is no longer the file's
// but private; it can't outgrow the program and stays among what is file-backed. Stacks of threads are nobody's part.
func ledger(self *gmem.Process) (gmem.Ledger, error) {
	goHeap := gmem.ReadGo() // first, since the other readings allocate
	kernel, err := self.Kernel()
	if err != nil {
		return gmem.Ledger{}, err
	}
	files := kernel.RSSFile + kernel.RSSShmem
	if counted, _ := native.Available(); !counted {
		parts := append(goClasses(goHeap), gmem.Part{Name: gmem.PartFiles, Bytes: files})
		return gmem.Ledger{RSS: kernel.RSSAnon + files, Parts: parts}, nil
	}
	rss, resident, err := readResident(self)
	if err != nil {
		return gmem.Ledger{}, err
	}
	parts := append(goParts(goHeap, resident), nativeParts(resident)...)
	parts = append(parts, gmem.Part{Name: gmem.PartFiles, Bytes: files + resident.Image})
	return gmem.Ledger{RSS: rss, Parts: parts}, nil
}

// readResident reads RSS and what it is made of as of one moment. An index that runs takes and gives back megabytes
// within a millisecond: when RSS moved while the pages were counted, they are counted again. What grows is settled for
// soon, since it may grow for long. While it falls a reading means nothing: the kernel gives up a region at once, and its
// pages, which RSS counts, some time after.
func readResident(self *gmem.Process) (gmem.Bytes, gmem.Resident, error) {
	const triesRising, triesFalling, moved = 3, 100, gmem.MB
	for try := 1; ; try++ {
		before, err := self.RSS()
		if err != nil {
			return 0, gmem.Resident{}, err
		}
		resident, err := native.ReadResident()
		if err != nil {
			return 0, gmem.Resident{}, err
		}
		buffers, err := duckdb.ReadResident()
		if err != nil {
			return 0, gmem.Resident{}, err
		}
		resident.Native += buffers
		after, err := self.RSS()
		if err != nil {
			return 0, gmem.Resident{}, err
		}
		change := after - before
		still := -moved < change && change < moved
		if still || (change > 0 && try >= triesRising) || try == triesFalling {
			return (before + after) / 2, resident, nil
		}
	}
}

// goClasses are Go's parts as its runtime counts them: address space, some of which may never have been touched.
func goClasses(goHeap gmem.GoReading) []gmem.Part {
	return []gmem.Part{
		{Name: gmem.PartGoInUse, Bytes: goHeap.HeapObjects},
		{Name: gmem.PartGoHeld, Bytes: goHeap.HeapUnused + goHeap.HeapFree},
		{Name: gmem.PartGoRuntime, Bytes: goHeap.Stacks + goHeap.Metadata + goHeap.Other},
	}
}

// goParts are Go's parts of what is resident. Goroutines' stacks lie among the objects. What is held is below zero where
// more is in use than was ever touched: a slice made with room to grow.
func goParts(goHeap gmem.GoReading, resident gmem.Resident) []gmem.Part {
	return []gmem.Part{
		{Name: gmem.PartGoInUse, Bytes: goHeap.HeapObjects},
		{Name: gmem.PartGoHeld, Bytes: resident.GoHeap - goHeap.HeapObjects - goHeap.Stacks},
		{Name: gmem.PartGoRuntime, Bytes: resident.GoRuntime + goHeap.Stacks},
	}
}

// nativeParts are what C and C++ hold. What the allocators keep of freed memory is one part, whoever keeps it: what is
// resident of their regions, less what is alive there. It is below zero where more is alive than was ever touched: DuckDB
// allocates its buffers in blocks of 256 KB and fills them by and by.
func nativeParts(resident gmem.Resident) []gmem.Part {
	reading, trees := native.Read(), treesitter.Live()
	retained := resident.Native - footprint(reading.Malloc)
	var buffers gmem.Bytes
	if own, present := duckdb.ReadBuffers(); present {
		buffers = gmem.Bytes(own.Allocated)
	}
	return []gmem.Part{
		{Name: gmem.PartDuckDB, Bytes: buffers},
		{Name: gmem.PartTreeSitter, Bytes: footprint(trees)},
		{Name: gmem.PartCPlusPlus, Bytes: footprint(reading.CXX)},
		{Name: gmem.PartNative, Bytes: footprint(other(reading, trees))},
		{Name: gmem.PartRetained, Bytes: retained - buffers},
	}
}

// other is what neither C++ nor tree-sitter holds.
func other(reading native.Reading, trees native.Count) native.Count {
	return reading.Malloc.Sub(reading.CXX).Sub(trees)
}

// headerSize is what glibc puts before each block.
const headerSize = 8

// footprint is what live blocks take, with their headers.
func footprint(count native.Count) gmem.Bytes {
	return gmem.Bytes(count.Bytes + headerSize*count.Blocks)
}

// live is what is alive, to the byte: Go objects after a collection, the malloc family, and DuckDB's buffers. It is 0
// where native memory can't be counted.
func live() gmem.Bytes {
	if counted, _ := native.Available(); !counted {
		return 0
	}
	total := gmem.ReadGo().HeapObjects + gmem.Bytes(native.Read().Malloc.Bytes)
	if own, present := duckdb.ReadBuffers(); present {
		total += gmem.Bytes(own.Allocated)
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
	return slices.Concat(counts, duckdb.Handles(), treesitter.Handles()), nil
}

// treeSitterAlive is what tree-sitter holds now. Read before any collection it shows what was left to finalizers.
func treeSitterAlive() gmem.Bytes { return gmem.Bytes(treesitter.Live().Bytes) }
