//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// What the two allocators say of themselves, and whether ours stands in front of glibc's.

#include "readings.h"

#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// gmem_interposed reports whether a block that the C library allocates for its caller is seen by the counters.
int gmem_interposed(void) {
	char *copy = strdup("counted?");
	if (!copy || !gmem_mine) {
		return 0;
	}
	int64_t blocks = gmem_mine->count[GMEM_MALLOC].blocks;
	free(copy);
	return blocks - gmem_mine->count[GMEM_MALLOC].blocks == 1;
}

#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)

int gmem_read_glibc(struct gmem_glibc *reading) {
	struct mallinfo2 info = mallinfo2();
	reading->arena_bytes = (int64_t)info.arena;
	reading->mapped_bytes = (int64_t)info.hblkhd;
	reading->mapped_blocks = (int64_t)info.hblks;
	reading->free_bytes = (int64_t)info.fordblks;
	return 1;
}

#else

int gmem_read_glibc(struct gmem_glibc *reading) {
	(void)reading;
	return 0;
}

#endif

// DuckDB's copy of jemalloc, when the program has it.
extern int duckdb_je_mallctl(const char *name, void *old, size_t *old_size, void *new, size_t new_size)
    __attribute__((weak));

static int read_statistic(const char *name, uint64_t *value) {
	size_t bytes = sizeof(size_t);
	return duckdb_je_mallctl(name, value, &bytes, NULL, 0) == 0;
}

int gmem_read_jemalloc(struct gmem_jemalloc *reading) {
	if (!duckdb_je_mallctl) {
		return 0;
	}
	uint64_t epoch = 1; // statistics are those of the last epoch: start a new one
	return duckdb_je_mallctl("epoch", NULL, NULL, &epoch, sizeof epoch) == 0 &&
	       read_statistic("stats.allocated", &reading->allocated) &&
	       read_statistic("stats.metadata", &reading->metadata) &&
	       read_statistic("stats.resident", &reading->resident) &&
	       read_statistic("stats.retained", &reading->retained);
}
