//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

/*
#cgo noescape gmem_owned
#cgo nocallback gmem_owned
#cgo noescape gmem_image_data
#cgo nocallback gmem_image_data
#include "owners.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
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

// ReadResident counts the pages of each owner, one by one: about 1 ms for 100 MB. What changes meanwhile may be seen or
// missed. It fails where /proc is not readable, and when an owner has more separate ranges than are kept.
func ReadResident() (Resident, error) {
	scratch.Lock()
	defer scratch.Unlock()
	var resident Resident
	pages, err := openPages()
	if err != nil {
		return resident, fmt.Errorf("read resident pages: %w", err)
	}
	var problems []error
	for _, owner := range []struct {
		pages  *int64
		ranges func(ranges []addresses) ([]addresses, error)
	}{
		{&resident.GoHeap, owned(C.GMEM_GO_HEAP)},
		{&resident.GoRuntime, owned(C.GMEM_GO_RUNTIME)},
		{&resident.Jemalloc, owned(C.GMEM_JEMALLOC)},
		{&resident.Glibc, glibcArenas},
		{&resident.Image, imageData},
	} {
		ranges, err := owner.ranges(scratch.ranges[:0])
		if err == nil {
			*owner.pages, err = pages.resident(ranges)
		}
		problems = append(problems, err)
	}
	if err := errors.Join(append(problems, pages.Close())...); err != nil {
		return Resident{}, fmt.Errorf("read resident pages: %w", err)
	}
	return resident, nil
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
