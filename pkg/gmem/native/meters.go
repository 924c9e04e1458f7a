//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

/*
// Exceptions of C++ pass through operator new; and the compiler must not assume that the allocator leaves our counters
// alone, as it does of the one it knows. Without -fno-lto a link-time optimizer would assume so for the whole program.
#cgo CFLAGS: -std=gnu11 -Wall -fexceptions -fno-lto
#cgo CFLAGS: -fno-builtin-malloc -fno-builtin-calloc -fno-builtin-realloc -fno-builtin-free -fno-builtin-strdup
#cgo noescape gmem_sum
#cgo nocallback gmem_sum
#include "check.h"
#include "counters.h"
#include "quiet.h"
*/
import "C"

import (
	"errors"
	"runtime"
	"sync"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native/internal/owners"
)

// Check allocates known amounts and returns an error where they are not counted to the byte, with the reason. It does so
// once in a process.
var Check = sync.OnceValue(func() error { return fault(func() *C.char { return C.gmem_malloc_fault() }) })

func checkCXX() error { return fault(func() *C.char { return C.gmem_cxx_fault() }) }

// fault runs a check that compares counters of one thread.
func fault(check func() *C.char) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if found := check(); found != nil {
		return errors.New(C.GoString(found))
	}
	return nil
}

// Read reads the counters, in well under a microsecond and without allocating. Each figure is exact once other threads
// are at rest; an allocation that happens meanwhile may be seen in one figure and missed in another.
func Read() Reading {
	return Reading{Malloc: live(C.GMEM_MALLOC), CXX: live(C.GMEM_CXX)}
}

func live(share C.int) Count {
	sum := C.gmem_sum(share)
	return Count{Bytes: int64(sum.bytes), Blocks: int64(sum.blocks)}
}

// ReadResident counts what is in RAM of Go, of the allocator behind malloc and of the program's data, page by page: about
// 1 ms for 100 MB. What changes meanwhile may be seen or missed. It fails where /proc is not readable.
func ReadResident() (gmem.Resident, error) { return owners.Read() }

// Quiet reports whether the quiet allocator settings are in force in this process, all of them.
func Quiet() bool { return C.gmem_quiet() != 0 }
