//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// Names of addresses, as far as the dynamic linker knows them: the program's exported functions, which are those of C
// and C++ that aren't static, and the libraries'.

#define _GNU_SOURCE

#include "symbols.h"

#include <dlfcn.h>

// The section of hooks begins and ends here, says the linker.
extern const char __start_gmem_hooks[] __attribute__((visibility("hidden")));
extern const char __stop_gmem_hooks[] __attribute__((visibility("hidden")));

extern void *__libc_malloc(size_t size);

// From libstdc++, when the program has it.
extern char *__cxa_demangle(const char *name, char *into, size_t *length, int *status) __attribute__((weak));

static int in_file_of(const Dl_info *at, const void *function) {
	Dl_info of;
	return function && dladdr(function, &of) && of.dli_fbase == at->dli_fbase;
}

int gmem_find_symbol(uintptr_t address, struct gmem_symbol *found) {
	Dl_info at;
	*found = (struct gmem_symbol){0};
	if (!dladdr((const void *)address, &at)) {
		return 0;
	}
	found->name = at.dli_sname;
	found->base = (uintptr_t)at.dli_fbase;
	found->own = in_file_of(&at, (const void *)gmem_find_symbol);
	found->hook = (uintptr_t)__start_gmem_hooks <= address && address < (uintptr_t)__stop_gmem_hooks;
	found->runtime = !found->own && (in_file_of(&at, (const void *)__libc_malloc) || in_file_of(&at, (const void *)__cxa_demangle));
	return 1;
}

char *gmem_demangle(const char *name) {
	int status;
	return __cxa_demangle ? __cxa_demangle(name, NULL, NULL, &status) : NULL;
}
