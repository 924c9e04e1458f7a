#ifndef GMEM_NATIVE_TRACE_H
#define GMEM_NATIVE_TRACE_H

#include <stddef.h>
#include <stdint.h>

// A sample of the blocks that are allocated while tracing is on, each with the calls that led to it. A block is taken
// out of the sample when it is freed: what is left at the end is alive.

// One block in so many is sampled.
#define GMEM_TRACE_ONE_IN 16

// The calls of one block, innermost first, are cut off here.
#define GMEM_MOST_FRAMES 24

// The sampled blocks that were allocated through the same calls and are alive.
struct gmem_site {
	uint64_t hash; // of the calls; 0 where there is no site
	int64_t bytes;
	int64_t blocks;
	int32_t depth;
	void *frames[GMEM_MOST_FRAMES];
};

extern int32_t gmem_tracing;

void gmem_trace_birth(void *block);
void gmem_trace_death(void *block);

// gmem_traces is all that tracing costs while it is off: a branch that is always predicted.
static inline int gmem_traces(void) {
	return __builtin_expect(__atomic_load_n(&gmem_tracing, __ATOMIC_RELAXED), 0);
}

// gmem_start_trace forgets an earlier sample and begins another.
void gmem_start_trace(void);

// gmem_stop_trace ends it. It returns how many blocks should have been in the sample and found no room.
int64_t gmem_stop_trace(void);

// gmem_next_site copies the first site at or after an index that has living blocks, and returns the index after it; 0
// when there is none. The sites stand until tracing starts again.
int gmem_next_site(int from, struct gmem_site *into);

// What an address belongs to.
struct gmem_symbol {
	const char *name; // as the linker knows it; NULL where it doesn't
	uintptr_t base;   // where the file is loaded
	int own;          // the file is the program and not a library
};

// gmem_find_symbol returns 0 when the address is in no file. Names live as long as their file is loaded.
int gmem_find_symbol(void *address, struct gmem_symbol *found);

// gmem_demangle returns the name as C++ spells it, for free; NULL when it is no name of C++ or the program has no C++.
char *gmem_demangle(const char *name);

#endif
