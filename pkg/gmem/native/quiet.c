//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// The quiet allocator settings. They have to be in force before main: by then glibc has given threads their arenas.

#include "quiet.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static int quiet;

__attribute__((constructor(101))) static void quieten(void) {
	const char *wanted = getenv("GMEM_QUIET_ALLOCATORS");
	if (!wanted || strcmp(wanted, "1") != 0) {
		return;
	}
	// glibc reads its tunables before any of our code: this one has to come with the environment (QuietEnviron).
	const char *tunables = getenv("GLIBC_TUNABLES");
	quiet = tunables && strstr(tunables, "glibc.malloc.tcache_count=0") != NULL;
#ifdef M_ARENA_MAX
	quiet &= mallopt(M_ARENA_MAX, 1);
#else
	quiet = 0;
#endif
}

int gmem_quiet(void) { return quiet; }
