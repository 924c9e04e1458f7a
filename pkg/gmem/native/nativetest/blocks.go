//go:build linux && cgo

package nativetest

/*
#cgo CFLAGS: -std=gnu11 -Wall
#cgo CXXFLAGS: -std=c++17 -Wall
#include <stdlib.h>
#include "blocks.h"
#include "cxx_strings.h"
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Form is one way in which a program can allocate a block, and the way to free it.
type Form struct {
	Name string // "calloc", "new[] (aligned)"
	form *C.struct_nativetest_form
}

// CForms are the forms of the malloc family, direct and through functions of the C library.
func CForms() []Form {
	var count C.int
	first := C.nativetest_c_forms(&count)
	return forms(unsafe.Slice(first, count))
}

// CXXForms are the forms of C++'s operator new, each with the operator delete that belongs to it.
func CXXForms() []Form {
	var count C.int
	first := C.nativetest_cxx_forms(&count)
	return forms(unsafe.Slice(first, count))
}

func forms(table []C.struct_nativetest_form) []Form {
	named := make([]Form, len(table))
	for i := range table {
		named[i] = Form{Name: C.GoString(table[i].name), form: &table[i]}
	}
	return named
}

// Allocate returns a block of size bytes in this form, for Release.
func (f Form) Allocate(size int) unsafe.Pointer {
	return got(C.nativetest_allocate(f.form, C.size_t(size)), f.Name, size)
}

// Release frees a block from Allocate of the same form.
func (f Form) Release(block unsafe.Pointer) { C.nativetest_release(f.form, block) }

// Usable is how many bytes the block really has, which is what the meters count.
func Usable(block unsafe.Pointer) int64 { return int64(C.nativetest_usable(block)) }

// Refuses asks each function of the malloc family for more than there is, or with an alignment that can't be, and
// reports whether all refused as documented. The block, from Malloc, is asked to grow and stays as it is.
func Refuses(block unsafe.Pointer) bool { return C.nativetest_refused(block) != 0 }

// Malloc returns a block of size bytes, for Free.
func Malloc(size int) unsafe.Pointer { return got(C.malloc(C.size_t(size)), "malloc", size) }

// Free frees a block from Malloc.
func Free(block unsafe.Pointer) { C.free(block) }

// New returns a block of size bytes from C++'s operator new.
func New(size int) unsafe.Pointer {
	return got(C.nativetest_allocate(plainNew(), C.size_t(size)), "new", size)
}

func plainNew() *C.struct_nativetest_form {
	var count C.int
	return C.nativetest_cxx_forms(&count)
}

// NewString returns a std::string of size characters that was written through a stream, for DeleteString. Part of it is
// allocated inside libstdc++.so.
func NewString(size int) unsafe.Pointer {
	return got(C.nativetest_new_string(C.size_t(size)), "std::string", size)
}

// DeleteString deletes a string from NewString.
func DeleteString(text unsafe.Pointer) { C.nativetest_delete_string(text) }

// NewThrows asks operator new for more than there is, and reports whether C++ could catch std::bad_alloc.
func NewThrows() bool { return C.nativetest_new_too_much() != 0 }

func got(block unsafe.Pointer, form string, size int) unsafe.Pointer {
	if block == nil {
		panic(fmt.Sprintf("nativetest: %s of %d bytes: out of memory", form, size))
	}
	return block
}
