#ifndef GMEM_NATIVE_READINGS_H
#define GMEM_NATIVE_READINGS_H

#include <stdint.h>

#include "counters.h"

// What Go asks of the C side.

int gmem_interposed(void);
int gmem_has_cxx(void);
int gmem_has_tree_sitter(void);
int gmem_quiet(void);

struct gmem_glibc {
	int64_t arena_bytes;
	int64_t mapped_bytes;
	int64_t mapped_blocks;
	int64_t free_bytes;
};

int gmem_read_glibc(struct gmem_glibc *reading);

struct gmem_jemalloc {
	uint64_t allocated;
	uint64_t metadata;
	uint64_t resident;
	uint64_t retained;
};

int gmem_read_jemalloc(struct gmem_jemalloc *reading);

#endif
