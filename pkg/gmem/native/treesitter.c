//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// tree-sitter's share, through the allocator that it lets a program set. The declaration is weak: without tree-sitter
// in the program there is nothing to set.

#include "readings.h"

#include <stdio.h>
#include <stdlib.h>

#include "glibc.h"

extern void ts_set_allocator(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t), void (*)(void *))
    __attribute__((weak));

int gmem_has_tree_sitter(void) { return ts_set_allocator != NULL; }

#ifdef __GLIBC__

// tree-sitter doesn't check for NULL: its own allocator aborts, so this one does too.
static void *insist(void *block, size_t size) {
	if (!block && size > 0) {
		fprintf(stderr, "tree-sitter failed to allocate %zu bytes\n", size);
		abort();
	}
	return block;
}

static void *counted_malloc(size_t size) { return insist(gmem_born(GMEM_TREE_SITTER, __libc_malloc(size)), size); }

static void *counted_calloc(size_t members, size_t size) {
	return insist(gmem_born(GMEM_TREE_SITTER, __libc_calloc(members, size)), members * size);
}

static void *counted_realloc(void *block, size_t size) {
	return insist(gmem_resize(GMEM_TREE_SITTER, block, size), size);
}

static void counted_free(void *block) { gmem_free(GMEM_TREE_SITTER, block); }

// Before main, so that every block tree-sitter ever holds was counted.
__attribute__((constructor)) static void install(void) {
	if (ts_set_allocator) {
		ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, counted_free);
	}
}

#endif

// ts_node_string hands its caller a string to be freed with plain free, so it leaves tree-sitter's share on the way out.
struct ts_node {
	uint32_t context[4];
	const void *id;
	const void *tree;
};

extern char *__real_ts_node_string(struct ts_node node) __attribute__((weak));

char *__wrap_ts_node_string(struct ts_node node) {
	char *text = __real_ts_node_string(node);
	if (text) {
		gmem_add(GMEM_TREE_SITTER, -(int64_t)malloc_usable_size(text), -1);
	}
	return text;
}
