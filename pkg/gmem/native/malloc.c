//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// The malloc family, counted. A definition in the executable comes before the C library's, also for calls from shared
// libraries and from the C library itself; glibc documents this ("Replacing malloc") and keeps its own allocator within
// reach under __libc_ names. Usable sizes are counted and not requested ones, so that no header is needed and a block
// that is older than the counters may be freed.

#include "counted.h"

#include <errno.h>
#include <stdlib.h>

#ifdef GMEM_COUNTS

GMEM_STANDS void *malloc(size_t size) { return gmem_born(GMEM_MALLOC, __libc_malloc(size)); }
GMEM_STANDS void *calloc(size_t members, size_t size) { return gmem_born(GMEM_MALLOC, __libc_calloc(members, size)); }
GMEM_STANDS void *memalign(size_t alignment, size_t size) { return gmem_born(GMEM_MALLOC, __libc_memalign(alignment, size)); }
GMEM_STANDS void *aligned_alloc(size_t alignment, size_t size) { return gmem_born(GMEM_MALLOC, __libc_memalign(alignment, size)); }
GMEM_STANDS void *valloc(size_t size) { return gmem_born(GMEM_MALLOC, __libc_valloc(size)); }
GMEM_STANDS void *pvalloc(size_t size) { return gmem_born(GMEM_MALLOC, __libc_pvalloc(size)); }
GMEM_STANDS void *realloc(void *block, size_t size) { return gmem_resize(GMEM_MALLOC, block, size); }
GMEM_STANDS void free(void *block) { gmem_free(GMEM_MALLOC, block); }

GMEM_STANDS void *reallocarray(void *block, size_t members, size_t size) {
	size_t total;
	if (__builtin_mul_overflow(members, size, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(block, total);
}

GMEM_STANDS int posix_memalign(void **result, size_t alignment, size_t size) {
	if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) {
		return EINVAL;
	}
	void *block = memalign(alignment, size);
	if (!block) {
		return ENOMEM;
	}
	*result = block;
	return 0;
}

#endif
