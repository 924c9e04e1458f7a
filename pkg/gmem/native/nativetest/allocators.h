#ifndef NATIVETEST_ALLOCATORS_H
#define NATIVETEST_ALLOCATORS_H

#include <stddef.h>

// Blocks of the allocators that libraries bring along. NULL when the program doesn't contain the library, or when there
// is no memory.

void *nativetest_tree_sitter_malloc(size_t size);
void nativetest_tree_sitter_free(void *block);

void *nativetest_jemalloc_malloc(size_t size);
void nativetest_jemalloc_free(void *block);

#endif
