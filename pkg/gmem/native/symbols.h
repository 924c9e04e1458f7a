#ifndef GMEM_NATIVE_SYMBOLS_H
#define GMEM_NATIVE_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

// What an address belongs to.
struct gmem_symbol {
	const char *name; // as the dynamic linker knows it; NULL where it doesn't
	int own;          // the file is the program and not a library
	int runtime;      // it is the C library or that of C++
};

// gmem_program_base returns what was added to the addresses that the program was linked for.
uintptr_t gmem_program_base(void);

// gmem_is_hook reports whether an address lies in a GMEM_HOOK.
int gmem_is_hook(uintptr_t address);

// gmem_find_symbol returns 0 when the address is in no file. Names live as long as their file is loaded. It looks at every name
// that the file exports.
int gmem_find_symbol(uintptr_t address, struct gmem_symbol *found);

// gmem_demangle returns the name as C++ spells it, for free; NULL when it is no name of C++ or the program has no C++.
char *gmem_demangle(const char *name);

#endif
