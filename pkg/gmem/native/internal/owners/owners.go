//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// Package owners tells who owns the pages of this process that are in RAM: Go, glibc's allocator, the program's own data,
// and allocators that libraries bring along.
package owners

/*
#cgo CFLAGS: -std=gnu11 -Wall -fno-lto
#cgo noescape gmem_owned
#cgo nocallback gmem_owned
#cgo noescape gmem_image_data
#cgo nocallback gmem_image_data
#cgo noescape gmem_is_owned
#cgo nocallback gmem_is_owned
#include "glibc.h"
#include "owners.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"

	"github.com/embecode/embecode/pkg/gmem"
)

// addresses are a range of address space, from low up to and without high.
type addresses struct{ low, high uint64 }

// scratch is where a reading works. It is no garbage of Go's, which the exact meters would see as live bytes.
var scratch struct {
	sync.Mutex // held for the whole of a reading

	table  [C.GMEM_MOST_RANGES]C.struct_gmem_range
	ranges [C.GMEM_MOST_RANGES]addresses
	bytes  [64 << 10]byte
}

// Read counts what is in RAM of Go, of glibc's allocator, of the program's data and of threads' stacks, page by page: about
// 1 ms for 100 MB.
// What changes meanwhile may be seen or missed. It fails where /proc is not readable, and when an owner has more separate
// ranges than are kept.
func Read() (resident gmem.Resident, _ error) {
	problems := []error{
		read(&resident.GoHeap, owned(C.GMEM_GO_HEAP)),
		read(&resident.GoRuntime, owned(C.GMEM_GO_RUNTIME)),
		read(&resident.Native, glibcArenas),
		read(&resident.Image, imageData),
		read(&resident.Stacks, threadStacks),
	}
	resident.Native += largeBlocks()
	if err := errors.Join(problems...); err != nil {
		return gmem.Resident{}, err
	}
	if resident.GoHeap == 0 { // there is always one in a program of Go
		return gmem.Resident{}, errors.New("read resident pages: the linker doesn't send Go's mappings through their wrapper")
	}
	return resident, nil
}

// ReadOne counts what is in RAM of one owner that was taken in C.
func ReadOne(owner int) (found gmem.Bytes, err error) {
	err = read(&found, owned(C.int(owner)))
	return found, err
}

func read(into *gmem.Bytes, rangesOf func(ranges []addresses) ([]addresses, error)) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("read resident pages: %w", err)
		}
	}()
	scratch.Lock()
	defer scratch.Unlock()
	ranges, err := rangesOf(scratch.ranges[:0])
	if err != nil {
		return err
	}
	pages, err := openPages()
	if err != nil {
		return err
	}
	found, err := pages.resident(ranges)
	*into = gmem.Bytes(found)
	return errors.Join(err, pages.Close())
}

// owned appends the ranges that an owner has mapped.
func owned(owner C.int) func(ranges []addresses) ([]addresses, error) {
	return func(ranges []addresses) ([]addresses, error) {
		count := C.gmem_owned(owner, &scratch.table[0])
		if count < 0 {
			return ranges, fmt.Errorf("an owner of memory had more than %d ranges", C.GMEM_MOST_RANGES)
		}
		return fromTable(ranges, count), nil
	}
}

// imageData appends the writable segments of the program and its libraries.
func imageData(ranges []addresses) ([]addresses, error) {
	return fromTable(ranges, C.gmem_image_data(&scratch.table[0], C.int(len(scratch.table)))), nil
}

func fromTable(ranges []addresses, count C.int) []addresses {
	for _, r := range scratch.table[:count] {
		ranges = append(ranges, addresses{uint64(r.low), uint64(r.high)})
	}
	return ranges
}

// largeBlocks is what glibc has mapped for large blocks, one by one.
func largeBlocks() gmem.Bytes { return gmem.Bytes(C.gmem_read_glibc().large_blocks) }

// arenas is what glibc says that it has taken from the kernel for ordinary blocks.
func arenas() gmem.Bytes { return gmem.Bytes(C.gmem_read_glibc().arenas) }
