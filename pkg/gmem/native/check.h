#ifndef GMEM_NATIVE_CHECK_H
#define GMEM_NATIVE_CHECK_H

// These allocate known amounts in the ways that a program does, and say what is wrong when they are not counted to the byte
// and freed again; NULL when nothing is wrong. The figures are this thread's own, which no other thread changes.
const char *gmem_malloc_fault(void);
const char *gmem_cxx_fault(void);

#endif
