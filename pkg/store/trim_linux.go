package store

/*
#include <stddef.h>

// Not every C library has it.
extern int malloc_trim(size_t) __attribute__((weak));

static void trim(void) {
	if (malloc_trim)
		malloc_trim(0);
}
*/
import "C"

import "syscall"

// trim gives the C library's free memory back to the system, which it keeps otherwise. DuckDB holds its records of column
// segments and deleted rows there until it lets go of a file: after an update of 1 % of 200,000 files 109 MB stayed resident,
// and 54 do.
func trim() { C.trim() }

// thread is the id of the thread that it is called on.
func thread() int { return syscall.Gettid() }
