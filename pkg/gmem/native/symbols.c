//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// Names of addresses, as far as the dynamic linker knows them: the program's exported functions, which are those of C
// and C++ that aren't static, and the libraries'.

#define _GNU_SOURCE

#include "trace.h"

#include <dlfcn.h>

int gmem_find_symbol(void *address, struct gmem_symbol *found) {
	Dl_info at, self;
	if (!dladdr(address, &at) || !dladdr((void *)gmem_find_symbol, &self)) {
		return 0;
	}
	found->name = at.dli_sname;
	found->base = (uintptr_t)at.dli_fbase;
	found->own = at.dli_fbase == self.dli_fbase;
	return 1;
}

// From libstdc++, when the program has it.
extern char *__cxa_demangle(const char *name, char *into, size_t *length, int *status) __attribute__((weak));

char *gmem_demangle(const char *name) {
	int status;
	return __cxa_demangle ? __cxa_demangle(name, NULL, NULL, &status) : NULL;
}
