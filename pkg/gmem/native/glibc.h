#ifndef GMEM_NATIVE_GLIBC_H
#define GMEM_NATIVE_GLIBC_H

#include <malloc.h>
#include <stddef.h>

#include "counters.h"
#include "survivors.h"

// glibc's allocator as it can be reached behind the malloc family, and what counts its blocks. A block of C++ or of
// tree-sitter counts in its share and in the whole, with one look at its size.

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t members, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void *__libc_valloc(size_t size);
extern void *__libc_pvalloc(size_t size);
extern void __libc_free(void *block);

static inline void gmem_count(enum gmem_share share, int64_t bytes, int64_t blocks) {
	gmem_add(GMEM_MALLOC, bytes, blocks);
	if (share != GMEM_MALLOC) {
		gmem_add(share, bytes, blocks);
	}
}

// gmem_born counts a new block, which may be NULL, and returns it.
static inline void *gmem_born(enum gmem_share share, void *block) {
	if (block) {
		gmem_count(share, (int64_t)malloc_usable_size(block), 1);
		if (gmem_traces()) {
			gmem_trace_birth(block);
		}
	}
	return block;
}

static inline void gmem_free(enum gmem_share share, void *block) {
	if (block) {
		gmem_count(share, -(int64_t)malloc_usable_size(block), -1);
		if (gmem_traces()) {
			gmem_trace_death(block);
		}
		__libc_free(block);
	}
}

static inline void *gmem_resize(enum gmem_share share, void *block, size_t size) {
	if (!block) {
		return gmem_born(share, __libc_malloc(size));
	}
	int64_t before = (int64_t)malloc_usable_size(block);
	if (gmem_traces()) { // while it is still ours: once freed, another thread may get the same address
		gmem_trace_death(block);
	}
	void *moved = __libc_realloc(block, size);
	if (moved) {
		gmem_count(share, (int64_t)malloc_usable_size(moved) - before, 0);
		if (gmem_traces()) {
			gmem_trace_birth(moved);
		}
	} else if (size == 0) { // glibc frees the block then
		gmem_count(share, -before, -1);
	}
	return moved;
}

#endif
