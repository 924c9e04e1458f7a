//go:build linux && cgo

package nativetest

/*
#include <string.h>
#include <sys/mman.h>

static void *map_pages(size_t size) {
	void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED) {
		return NULL;
	}
	return memset(pages, 1, size);
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Mmap maps size bytes straight from the kernel, past every allocator, and writes to each page, for Munmap. Only the
// process's resident memory shows them.
func Mmap(size int) unsafe.Pointer { return got(C.map_pages(C.size_t(size)), "mmap", size) }

// Munmap unmaps pages from Mmap of the same size.
func Munmap(pages unsafe.Pointer, size int) {
	if C.munmap(pages, C.size_t(size)) != 0 {
		panic(fmt.Sprintf("nativetest: munmap of %d bytes: not such a mapping", size))
	}
}
