#ifndef GMEM_NATIVE_TRACE_H
#define GMEM_NATIVE_TRACE_H

#include <stddef.h>
#include <stdint.h>

// A sample of the blocks that are allocated while tracing is on, each with the calls that led to it. A block is taken out
// of the sample when it is freed: what is left at the end is alive.

// So many blocks are all sampled, and after them one in so many, which then stands for them.
#define GMEM_TRACE_ALL (1 << 15)
#define GMEM_TRACE_ONE_IN 16

// Of the calls of one block so many are kept: the innermost ones of C, of which those past the middle make room for the
// outermost, and the innermost ones of Go.
#define GMEM_MOST_FRAMES 48
#define GMEM_MOST_CALLERS 16

// The calls that lead to a point of C, innermost first.
struct gmem_stack {
	int32_t depth;
	int32_t callers; // of the Go functions that called C; 0 where they aren't known
	uintptr_t frame[GMEM_MOST_FRAMES];
	uintptr_t caller[GMEM_MOST_CALLERS];
};

// The sampled blocks that were allocated through the same calls.
struct gmem_site {
	uint64_t hash; // of the calls; 0 where there is no site
	int64_t bytes; // of those that are alive; so is the number of blocks
	int64_t blocks;
	int64_t least, most; // bytes of the smallest and the largest block, alive or not
	struct gmem_stack stack;
};

extern int32_t gmem_tracing;

void gmem_trace_birth(void *block);
void gmem_trace_death(void *block);

// gmem_traces is all that tracing costs while it is off: a branch that is always predicted.
static inline __attribute__((always_inline)) int gmem_traces(void) {
	return __builtin_expect(__atomic_load_n(&gmem_tracing, __ATOMIC_RELAXED), 0);
}

// gmem_start_trace forgets an earlier sample and begins another. It returns 0 when there is no memory for one.
int gmem_start_trace(void);

// gmem_stop_trace ends it. It returns how many blocks should have been in the sample and found no room.
int64_t gmem_stop_trace(void);

// gmem_next_site copies the first site at or after an index, and returns the index after it; 0 when there is none.
int gmem_next_site(int from, struct gmem_site *into);

// gmem_end_sites gives the memory of the sample back.
void gmem_end_sites(void);

// gmem_stack_here fills in the calls that led here. The callers in Go are found behind the frame that returns to
// gmem_entered, where Go's runtime called C; gmem_stack_here follows them without that if always is set.
void gmem_stack_here(struct gmem_stack *stack, int always);
extern uintptr_t gmem_entered;

#endif
