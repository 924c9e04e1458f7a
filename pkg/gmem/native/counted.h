#ifndef GMEM_NATIVE_COUNTED_H
#define GMEM_NATIVE_COUNTED_H

#include <stddef.h>

#include "counters.h"
#include "hook.h"
#include "trace.h"

// glibc's allocator as it can be reached behind the malloc family, and what counts its blocks. A block of a share counts
// there and in the whole, with one look at its size.

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t members, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void *__libc_valloc(size_t size);
extern void *__libc_pvalloc(size_t size);
extern void __libc_free(void *block);

// gmem_usable is how many bytes a block has, as malloc_usable_size tells. It reads the header that glibc puts before each
// block: malloc_usable_size itself may be that of another allocator, preloaded, which doesn't know the block.
static inline int64_t gmem_usable(const void *block) {
	size_t header = ((const size_t *)block)[-1];
	size_t before = header & 2 ? 2 * sizeof header : sizeof header; // in a mapping of its own there are two words
	return (int64_t)((header & ~(size_t)7) - before);
}

static inline __attribute__((always_inline)) void gmem_count(int share, int64_t bytes, int64_t blocks) {
	gmem_add(GMEM_MALLOC, bytes, blocks);
	if (share != GMEM_MALLOC) {
		gmem_add(share, bytes, blocks);
	}
}

// gmem_born counts a new block, which may be NULL, and returns it.
static inline __attribute__((always_inline)) void *gmem_born(int share, void *block) {
	if (block) {
		gmem_count(share, gmem_usable(block), 1);
		if (gmem_traces()) {
			gmem_trace_birth(block);
		}
	}
	return block;
}

static inline void gmem_free(int share, void *block) {
	if (block) {
		gmem_count(share, -gmem_usable(block), -1);
		if (gmem_traces()) {
			gmem_trace_death(block);
		}
		__libc_free(block);
	}
}

static inline __attribute__((always_inline)) void *gmem_resize(int share, void *block, size_t size) {
	if (!block) {
		return gmem_born(share, __libc_malloc(size));
	}
	int64_t before = gmem_usable(block);
	if (gmem_traces()) { // while it is still ours: once freed, another thread may get the same address
		gmem_trace_death(block);
	}
	void *moved = __libc_realloc(block, size);
	if (moved) {
		gmem_count(share, gmem_usable(moved) - before, 0);
		if (gmem_traces()) {
			gmem_trace_birth(moved);
		}
	} else if (size == 0) { // glibc frees the block then
		gmem_count(share, -before, -1);
	}
	return moved;
}

#endif
