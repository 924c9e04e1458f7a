#ifndef GMEM_NATIVE_SYMBOLS_H
#define GMEM_NATIVE_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

// What an address belongs to.
struct gmem_symbol {
	const char *name; // as the dynamic linker knows it; NULL where it doesn't
	uintptr_t base;   // where the file is loaded
	int own;          // the file is the program and not a library
	int runtime;      // it is the C library or that of C++
	int hook;         // the function is a GMEM_HOOK
};

// gmem_find_symbol returns 0 when the address is in no file. Names live as long as their file is loaded.
int gmem_find_symbol(uintptr_t address, struct gmem_symbol *found);

// gmem_demangle returns the name as C++ spells it, for free; NULL when it is no name of C++ or the program has no C++.
char *gmem_demangle(const char *name);

#endif
