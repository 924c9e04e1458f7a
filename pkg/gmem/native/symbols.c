//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// Names of addresses, as far as the dynamic linker knows them: the program's exported functions, which are those of C
// and C++ that aren't static, and the libraries'.

#define _GNU_SOURCE

#include "symbols.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>

// The section of hooks begins and ends here, says the linker.
extern const char __start_gmem_hooks[] __attribute__((visibility("hidden")));
extern const char __stop_gmem_hooks[] __attribute__((visibility("hidden")));

static int in_file_of(const Dl_info *at, const void *address) {
	Dl_info of;
	return address && dladdr(address, &of) && of.dli_fbase == at->dli_fbase;
}

// demangler is libstdc++'s, when the program has it.
typedef char *demangler(const char *name, char *into, size_t *length, int *status);

static demangler *find_demangler(void) { return (demangler *)dlsym(RTLD_DEFAULT, "__cxa_demangle"); }

static int first(struct dl_phdr_info *file, size_t size, void *base) {
	*(uintptr_t *)base = file->dlpi_addr;
	return 1;
}

// The program is the first file that the dynamic linker knows.
uintptr_t gmem_program_base(void) {
	uintptr_t base = 0;
	dl_iterate_phdr(first, &base);
	return base;
}

int gmem_is_hook(uintptr_t address) {
	return (uintptr_t)__start_gmem_hooks <= address && address < (uintptr_t)__stop_gmem_hooks;
}

int gmem_find_symbol(uintptr_t address, struct gmem_symbol *found) {
	Dl_info at;
	*found = (struct gmem_symbol){0};
	if (!dladdr((const void *)address, &at)) {
		return 0;
	}
	found->name = at.dli_sname;
	found->own = in_file_of(&at, (const void *)gmem_find_symbol);
	// The program's own pointers to functions of a library may lead to its table of jumps, those to data don't.
	found->runtime = !found->own && (in_file_of(&at, stdout) || in_file_of(&at, (const void *)find_demangler()));
	return 1;
}

char *gmem_demangle(const char *name) {
	int status;
	demangler *demangle = find_demangler();
	return demangle ? demangle(name, NULL, NULL, &status) : NULL;
}
