// Package clibrary greets through a small library in C.
package clibrary

/*
#include <stdlib.h>
#include "greeting.h"
*/
import "C"

import "unsafe"

// Greet returns a greeting. Leaky, it doesn't free the one that C has made.
func Greet(name string, leaky bool) string {
	called := C.CString(name)
	defer C.free(unsafe.Pointer(called))
	greeting := C.greeting_for(called)
	if !leaky {
		defer C.free(unsafe.Pointer(greeting))
	}
	return C.GoString(greeting)
}

// GreetFromThreads has as many threads greet at the same time, at most 16, and waits for them.
func GreetFromThreads(name string, threads int) {
	called := C.CString(name)
	defer C.free(unsafe.Pointer(called))
	C.greet_from_threads(called, C.int(threads))
}
