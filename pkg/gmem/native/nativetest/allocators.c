//go:build linux && cgo

#include "allocators.h"

// The pointers through which tree-sitter allocates, and DuckDB's copy of jemalloc. All weak: a program without the
// library links all the same.
extern void *(*ts_current_malloc)(size_t size) __attribute__((weak));
extern void (*ts_current_free)(void *block) __attribute__((weak));
extern void *duckdb_je_malloc(size_t size) __attribute__((weak));
extern void duckdb_je_free(void *block) __attribute__((weak));

void *nativetest_tree_sitter_malloc(size_t size) { return &ts_current_malloc ? ts_current_malloc(size) : NULL; }
void nativetest_tree_sitter_free(void *block) { ts_current_free(block); }

void *nativetest_jemalloc_malloc(size_t size) { return duckdb_je_malloc ? duckdb_je_malloc(size) : NULL; }
void nativetest_jemalloc_free(void *block) { duckdb_je_free(block); }
