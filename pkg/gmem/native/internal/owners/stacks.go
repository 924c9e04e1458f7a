//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package owners

/*
#include "owners.h"
*/
import "C"

import "bytes"

// threadStacks appends the stacks of threads, those included that glibc keeps for reuse. A stack is private memory that
// lies directly above a guard, which is memory without access that nobody else has reserved; the first thread's has a name.
// Kernels before 6.7 join a stack with what was mapped directly above it: no more than the usual size is taken for a stack.
func threadStacks(ranges []addresses) ([]addresses, error) {
	usual := uint64(C.gmem_stack_size())
	guardEnd := uint64(0)
	err := eachMapping(func(line []byte, mapping addresses, memory memory) {
		switch {
		case bytes.HasSuffix(line, []byte("[stack]")):
			ranges = append(ranges, mapping)
		case bytes.Contains(line, privateMemory) && mapping.low == guardEnd && !memory.isTaken(mapping.low):
			mapping.high = min(mapping.high, mapping.low+usual)
			ranges = append(ranges, mapping)
		}
		guardEnd = 0
		if bytes.Contains(line, inaccessible) && !memory.isTaken(mapping.high-1) {
			guardEnd = mapping.high
		}
	})
	return ranges, err
}

// isTaken reports whether an address is Go's, that of an allocator with an owner of its own, or of one of glibc's arenas.
func (m memory) isTaken(address uint64) bool {
	return C.gmem_is_owned(C.uintptr_t(address)) != 0 || m.arenaPart(address&^(heapSize-1)) > 0
}
