#include <malloc.h>
#include <stdlib.h>
#include <string.h>

// Threads that have a heap of their own keep it, so this must come before main.
__attribute__((constructor)) static void limit_arenas(void) {
#ifdef M_ARENA_MAX
	const char *tunables = getenv("GLIBC_TUNABLES");
	if (!getenv("MALLOC_ARENA_MAX") && !(tunables && strstr(tunables, "arena_max")))
		mallopt(M_ARENA_MAX, 2);
#endif
}
