//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// operator new and operator delete, counted. They stand here under their mangled names, in C, so that a program without
// C++ needs no libstdc++. They have to be real definitions and not linker wraps: strings and streams allocate inside
// libstdc++.so and are often freed by code inlined elsewhere; both sides must count.

#include "counted.h"

#include <stdlib.h>

#ifdef GMEM_COUNTS

// From libstdc++, when the program has it: std::get_new_handler and std::__throw_bad_alloc.
extern void (*_ZSt15get_new_handlerv(void))(void) __attribute__((weak));
extern void _ZSt17__throw_bad_allocv(void) __attribute__((weak, noreturn));

GMEM_HOOK static void *allocate(size_t size, size_t alignment) {
	size = size ? size : 1;
	return gmem_born(GMEM_CXX, alignment ? __libc_memalign(alignment, size) : __libc_malloc(size));
}

// insist does what the standard asks of operator new: as long as there is no memory, call the handler that the program
// installed; without one, throw.
GMEM_HOOK static void *insist(size_t size, size_t alignment) {
	for (;;) {
		void *block = allocate(size, alignment);
		if (block) {
			return block;
		}
		void (*handler)(void) = _ZSt15get_new_handlerv ? _ZSt15get_new_handlerv() : NULL;
		if (handler) {
			handler();
		} else if (_ZSt17__throw_bad_allocv) {
			_ZSt17__throw_bad_allocv();
		} else {
			abort();
		}
	}
}

// new: m is size_t, a the array form, align_val_t and nothrow_t as they read. The nothrow forms don't call the handler,
// whose exceptions could not be caught here.
GMEM_STANDS void *_Znwm(size_t size) { return insist(size, 0); }
GMEM_STANDS void *_Znam(size_t size) { return insist(size, 0); }
GMEM_STANDS void *_ZnwmSt11align_val_t(size_t size, size_t alignment) { return insist(size, alignment); }
GMEM_STANDS void *_ZnamSt11align_val_t(size_t size, size_t alignment) { return insist(size, alignment); }

#define NOTHROW const void *nothrow __attribute__((unused))
GMEM_STANDS void *_ZnwmRKSt9nothrow_t(size_t size, NOTHROW) { return allocate(size, 0); }
GMEM_STANDS void *_ZnamRKSt9nothrow_t(size_t size, NOTHROW) { return allocate(size, 0); }
GMEM_STANDS void *_ZnwmSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, NOTHROW) { return allocate(size, alignment); }
GMEM_STANDS void *_ZnamSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, NOTHROW) { return allocate(size, alignment); }

// delete: all forms do the same. What they are told besides the block isn't needed.
#define DELETE(name) GMEM_STANDS void name(void *block) { gmem_free(GMEM_CXX, block); }
DELETE(_ZdlPv)
DELETE(_ZdaPv)
DELETE(_ZdlPvm)
DELETE(_ZdaPvm)
DELETE(_ZdlPvRKSt9nothrow_t)
DELETE(_ZdaPvRKSt9nothrow_t)
DELETE(_ZdlPvSt11align_val_t)
DELETE(_ZdaPvSt11align_val_t)
DELETE(_ZdlPvmSt11align_val_t)
DELETE(_ZdaPvmSt11align_val_t)
DELETE(_ZdlPvSt11align_val_tRKSt9nothrow_t)
DELETE(_ZdaPvSt11align_val_tRKSt9nothrow_t)

#endif
