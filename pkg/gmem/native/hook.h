#ifndef GMEM_NATIVE_HOOK_H
#define GMEM_NATIVE_HOOK_H

// GMEM_HOOK marks a function that this package puts between the program and a library: on the way to a block it tells
// nothing. They all lie in one section, by which their frames are known without a name.
#define GMEM_HOOK __attribute__((section("gmem_hooks")))

// GMEM_STANDS marks one that stands in for a function of the C or C++ library. It gives way to an allocator that is linked
// into the program, so that the program links and Check tells.
#define GMEM_STANDS GMEM_HOOK __attribute__((weak))

#endif
