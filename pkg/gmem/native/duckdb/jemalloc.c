//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// DuckDB's copy of jemalloc, when the program has it: what it says of itself, which pages it maps, and its setting in a
// process that is to be quiet.

#include "jemalloc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../internal/owners/owners.h"
#include "kinds.h"

extern int duckdb_je_mallctl(const char *name, void *old, size_t *old_size, void *new, size_t new_size)
    __attribute__((weak));
extern void *duckdb_je_malloc(size_t size) __attribute__((weak));
extern void duckdb_je_free(void *block) __attribute__((weak));
extern int duckdb_create_config(void **config) __attribute__((weak));
extern void duckdb_destroy_config(void **config) __attribute__((weak));

static int read_statistic(const char *name, uint64_t *value) {
	size_t bytes = sizeof(size_t);
	return duckdb_je_mallctl(name, value, &bytes, NULL, 0) == 0;
}

int gmem_duckdb_read(struct gmem_jemalloc *reading) {
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

// jemalloc maps memory through one function.

int gmem_duckdb_owner = -1;

extern void *__real_duckdb_je_pages_map(void *wish, size_t size, size_t alignment, bool *commit) __attribute__((weak));
extern void __real_duckdb_je_pages_unmap(void *address, size_t size) __attribute__((weak));

GMEM_HOOK void *__wrap_duckdb_je_pages_map(void *wish, size_t size, size_t alignment, bool *commit) {
	void *pages = __real_duckdb_je_pages_map(wish, size, alignment, commit);
	if (pages) {
		if (gmem_duckdb_owner < 0) { // in jemalloc's own constructor, before there are threads
			gmem_duckdb_owner = gmem_take_owner();
		}
		gmem_owner_mapped(gmem_duckdb_owner, (uintptr_t)pages, (uintptr_t)pages + size);
	}
	return pages;
}

GMEM_HOOK void __wrap_duckdb_je_pages_unmap(void *address, size_t size) {
	gmem_owner_unmapped(gmem_duckdb_owner, (uintptr_t)address, (uintptr_t)address + size);
	__real_duckdb_je_pages_unmap(address, size);
}

// jemalloc reads its options in a constructor, which runs after this one.
__attribute__((constructor(101))) static void quieten(void) {
	const char *wanted = getenv("GMEM_QUIET_ALLOCATORS");
	if (wanted && strcmp(wanted, "1") == 0) {
		setenv("DUCKDB_JE_MALLOC_CONF", "tcache:false", 1);
	}
}

const char *gmem_duckdb_buffers_fault(void) {
	enum { SIZE = 8 << 20 };
	struct gmem_jemalloc before, during, after;
	if (!duckdb_je_mallctl || !duckdb_je_malloc || !duckdb_je_free) {
		return "the program doesn't contain a DuckDB with jemalloc";
	}
	if (!gmem_duckdb_read(&before)) {
		return "DuckDB's jemalloc keeps no statistics";
	}
	for (int try = 0; try < 5; try++) { // other threads may be at work
		gmem_duckdb_read(&before);
		void *block = duckdb_je_malloc(SIZE);
		gmem_duckdb_read(&during);
		duckdb_je_free(block);
		gmem_duckdb_read(&after);
		int64_t seen = (int64_t)(during.allocated - before.allocated), left = (int64_t)(after.allocated - before.allocated);
		if (SIZE - SIZE / 8 < seen && seen < SIZE + SIZE / 8 && -SIZE / 8 < left && left < SIZE / 8) {
			return NULL;
		}
	}
	return "a block was allocated and freed, and DuckDB's jemalloc doesn't count it";
}

const char *gmem_duckdb_handles_fault(void) {
	if (!duckdb_create_config || !duckdb_destroy_config) {
		return "the program doesn't contain DuckDB";
	}
	struct gmem_handles before = gmem_duckdb_handles[CONFIG];
	void *config = NULL;
	duckdb_create_config(&config);
	duckdb_destroy_config(&config);
	struct gmem_handles after = gmem_duckdb_handles[CONFIG];
	if (after.opened == before.opened || after.closed == before.closed) {
		return "the linker doesn't send DuckDB's functions through their wrappers";
	}
	return NULL;
}
