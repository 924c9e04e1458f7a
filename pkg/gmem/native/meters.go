//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

/*
// Exceptions of C++ pass through operator new; and the compiler must not assume that the allocator leaves our counters
// alone, as it does of the one it knows.
#cgo CFLAGS: -std=gnu11 -Wall -fexceptions
#cgo CFLAGS: -fno-builtin-malloc -fno-builtin-calloc -fno-builtin-realloc -fno-builtin-free -fno-builtin-strdup
#cgo noescape gmem_sum
#cgo nocallback gmem_sum
#cgo noescape gmem_read_glibc
#cgo nocallback gmem_read_glibc
#cgo noescape gmem_read_jemalloc
#cgo nocallback gmem_read_jemalloc
#include "readings.h"
*/
import "C"

import "runtime"

// Available reports whether the meters of this package count in this process, and if not, why.
func Available() (bool, string) {
	// The probe compares this thread's counters before and after.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if C.gmem_interposed() == 0 {
		return false, "malloc is not interposed: the meters need a dynamically linked executable and glibc"
	}
	return true, ""
}

// Read reads the counters, in well under a microsecond and without allocating. Each figure is exact once other threads
// are at rest; an allocation that happens meanwhile may be seen in one figure and missed in another.
func Read() Reading {
	var sums [C.GMEM_SHARES]C.struct_gmem_count
	C.gmem_sum(&sums[0])
	count := func(share int) Count {
		return Count{Bytes: int64(sums[share].bytes), Blocks: int64(sums[share].blocks)}
	}
	return Reading{
		Malloc:        count(C.GMEM_MALLOC),
		CXX:           count(C.GMEM_CXX),
		TreeSitter:    count(C.GMEM_TREE_SITTER),
		HasCXX:        C.gmem_has_cxx() != 0,
		HasTreeSitter: C.gmem_has_tree_sitter() != 0,
	}
}

// ReadGlibc asks glibc, which locks each arena in turn and walks its free chunks: a few microseconds on a small heap,
// more on a fragmented one. It returns false where glibc is missing or older than 2.33.
func ReadGlibc() (Glibc, bool) {
	var reading C.struct_gmem_glibc
	if C.gmem_read_glibc(&reading) == 0 {
		return Glibc{}, false
	}
	return Glibc{
		Arenas:       int64(reading.arena_bytes),
		Mapped:       int64(reading.mapped_bytes),
		MappedBlocks: int64(reading.mapped_blocks),
		Free:         int64(reading.free_bytes),
	}, true
}

// ReadJemalloc asks DuckDB's jemalloc, which sums its statistics anew: some 15 µs. It returns false in a program
// without DuckDB, and with a DuckDB that was built without jemalloc.
func ReadJemalloc() (Jemalloc, bool) {
	var reading C.struct_gmem_jemalloc
	if C.gmem_read_jemalloc(&reading) == 0 {
		return Jemalloc{}, false
	}
	return Jemalloc{
		Allocated: int64(reading.allocated),
		Metadata:  int64(reading.metadata),
		Resident:  int64(reading.resident),
		Retained:  int64(reading.retained),
	}, true
}

// Quiet reports whether the quiet allocator settings are in force in this process, all of them.
func Quiet() bool { return C.gmem_quiet() != 0 }
