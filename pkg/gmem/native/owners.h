#ifndef GMEM_NATIVE_OWNERS_H
#define GMEM_NATIVE_OWNERS_H

#include <stdint.h>

// Who maps memory of its own: Go's heap, the rest of Go's runtime, and DuckDB's jemalloc.
enum gmem_owner { GMEM_GO_HEAP, GMEM_GO_RUNTIME, GMEM_JEMALLOC, GMEM_OWNERS };

// A range of addresses, from low up to and without high.
struct gmem_range {
	uintptr_t low, high;
};

// Most ranges of one owner. Neighbours are one range, so there are a few dozen in practice.
#define GMEM_MOST_RANGES 4096

// gmem_owned copies the ranges of an owner, in order, into a table of GMEM_MOST_RANGES. It returns how many there are,
// or -1 where there were once more than fit, so that the table isn't whole.
int gmem_owned(int owner, struct gmem_range *into);

// gmem_image_data copies the ranges of writable data of the program and its libraries: at most most of them. It returns
// how many there are.
int gmem_image_data(struct gmem_range *into, int most);

#endif
