//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

#include "glibc.h"

#include <malloc.h>

struct gmem_glibc gmem_read_glibc(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
	struct mallinfo2 info = mallinfo2();
	return (struct gmem_glibc){(int64_t)info.arena, (int64_t)info.hblkhd};
#else
	return (struct gmem_glibc){0, 0};
#endif
}
