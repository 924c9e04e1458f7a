//go:build linux && cgo

package nativetest

/*
#include "library.h"
*/
import "C"

import "unsafe"

// Document is a handle of a C library with an allocator layer of its own.
type Document struct{ document *C.struct_nativetest_document }

// Load returns a document of so many rows, each in a block of its own, for Unload.
func Load(rows int) Document { return Document{C.nativetest_load(C.int(rows))} }

// Unload frees the document.
func (d Document) Unload() { C.nativetest_unload(d.document) }

// Nest returns a block that was allocated under so many calls of one function of C by itself, for Free.
func Nest(depth int) unsafe.Pointer {
	return got(C.nativetest_nest(C.int(depth)), "a nested block", depth)
}
