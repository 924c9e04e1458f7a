#ifndef GMEM_OWNERS_OWNERS_H
#define GMEM_OWNERS_OWNERS_H

#include <stddef.h>
#include <stdint.h>

// Who maps memory of its own: Go's heap, the rest of Go's runtime, and allocators that libraries bring along.
enum { GMEM_GO_HEAP, GMEM_GO_RUNTIME, GMEM_FIRST_FREE_OWNER, GMEM_OWNERS = 6 };

// gmem_take_owner gives an allocator an owner of its own for the life of the process; -1 when none is left. What it maps
// and unmaps is told to the next two, the second before the pages go: afterwards they may be another's.
int gmem_take_owner(void);
void gmem_owner_mapped(int owner, uintptr_t low, uintptr_t high);
void gmem_owner_unmapped(int owner, uintptr_t low, uintptr_t high);

// A range of addresses, from low up to and without high.
struct gmem_range {
	uintptr_t low, high;
};

// Most ranges of one owner. Neighbours are one range, so there are a few dozen in practice.
#define GMEM_MOST_RANGES 4096

// gmem_owned copies the ranges of an owner, in order, into a table of GMEM_MOST_RANGES. It returns how many there are,
// or -1 where there were once more than fit, so that the table isn't whole.
int gmem_owned(int owner, struct gmem_range *into);

// gmem_is_owned tells whether an owner has mapped or reserved an address.
int gmem_is_owned(uintptr_t address);

// gmem_stack_size is the size of a thread's stack where nobody asks for another.
size_t gmem_stack_size(void);

// gmem_image_data copies the ranges of writable data of the program and its libraries: at most most of them. It returns
// how many there are.
int gmem_image_data(struct gmem_range *into, int most);

#endif
