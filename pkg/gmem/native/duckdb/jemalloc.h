#ifndef GMEM_DUCKDB_JEMALLOC_H
#define GMEM_DUCKDB_JEMALLOC_H

#include <stdint.h>

struct gmem_jemalloc {
	uint64_t allocated;
	uint64_t metadata;
	uint64_t resident;
	uint64_t retained;
};

// gmem_duckdb_read returns 0 where DuckDB's jemalloc can't be asked.
int gmem_duckdb_read(struct gmem_jemalloc *reading);

// gmem_duckdb_owner owns the pages of jemalloc; -1 while it has none.
extern int gmem_duckdb_owner;

// These say what is wrong with the meters in this process; NULL when nothing is.
const char *gmem_duckdb_buffers_fault(void);
const char *gmem_duckdb_handles_fault(void);

#endif
