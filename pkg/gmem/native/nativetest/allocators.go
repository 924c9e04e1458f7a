//go:build linux && cgo

package nativetest

/*
#include "allocators.h"
*/
import "C"

import "unsafe"

// TreeSitterMalloc returns a block of size bytes as tree-sitter allocates its own, for TreeSitterFree. The program must
// contain tree-sitter.
func TreeSitterMalloc(size int) unsafe.Pointer {
	return got(C.nativetest_tree_sitter_malloc(C.size_t(size)), "tree-sitter's malloc", size)
}

// TreeSitterFree frees a block from TreeSitterMalloc.
func TreeSitterFree(block unsafe.Pointer) { C.nativetest_tree_sitter_free(block) }

// JemallocMalloc returns a block of size bytes from DuckDB's jemalloc, for JemallocFree. The program must contain DuckDB.
func JemallocMalloc(size int) unsafe.Pointer {
	return got(C.nativetest_jemalloc_malloc(C.size_t(size)), "jemalloc", size)
}

// JemallocFree frees a block from JemallocMalloc.
func JemallocFree(block unsafe.Pointer) { C.nativetest_jemalloc_free(block) }
