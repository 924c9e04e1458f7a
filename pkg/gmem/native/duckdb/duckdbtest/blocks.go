//go:build linux && cgo

// Package duckdbtest allocates from DuckDB's jemalloc, for specs that prove a meter or leak on purpose. The program must
// contain DuckDB.
package duckdbtest

/*
#include <stddef.h>

// Weak: a program without DuckDB links all the same.
extern void *duckdb_je_malloc(size_t size) __attribute__((weak));
extern void duckdb_je_free(void *block) __attribute__((weak));

static void *allocate(size_t size) { return duckdb_je_malloc ? duckdb_je_malloc(size) : NULL; }
static void release(void *block) { duckdb_je_free(block); }
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Malloc returns a block of size bytes, for Free. It panics when there is none.
func Malloc(size int) unsafe.Pointer {
	block := C.allocate(C.size_t(size))
	if block == nil {
		panic(fmt.Sprintf("duckdbtest: no block of %d bytes: out of memory, or without DuckDB", size))
	}
	return block
}

// Free frees a block from Malloc.
func Free(block unsafe.Pointer) { C.release(block) }
