//go:build linux && cgo

// Package treesittertest allocates as tree-sitter does, for specs that prove a meter or leak on purpose. The program must
// contain tree-sitter.
package treesittertest

/*
#include <stddef.h>

// The pointer through which tree-sitter allocates. Weak: a program without it links all the same.
extern void *(*ts_current_malloc)(size_t size) __attribute__((weak));

static void *allocate(size_t size) { return &ts_current_malloc ? ts_current_malloc(size) : NULL; }
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Malloc returns a block of size bytes. It panics when there is none.
func Malloc(size int) unsafe.Pointer {
	block := C.allocate(C.size_t(size))
	if block == nil {
		panic(fmt.Sprintf("treesittertest: no block of %d bytes: out of memory, or without tree-sitter", size))
	}
	return block
}
