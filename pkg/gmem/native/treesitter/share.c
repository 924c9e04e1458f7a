//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// tree-sitter's share of native memory, through the allocator that it lets a program set. All of its functions are
// declared weak: without tree-sitter in the program there is nothing to set.

#include "kinds.h"

#include <stdio.h>
#include <stdlib.h>

#include "../counted.h"

int gmem_treesitter_share = -1;

extern void ts_set_allocator(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t), void (*)(void *))
    __attribute__((weak));
extern void *ts_parser_new(void) __attribute__((weak));
extern void ts_parser_delete(void *parser) __attribute__((weak));

#ifdef GMEM_COUNTS

// tree-sitter doesn't check for NULL: its own allocator aborts, so this one does too.
static void *insist(void *block, size_t size) {
	if (!block && size > 0) {
		fprintf(stderr, "tree-sitter failed to allocate %zu bytes\n", size);
		abort();
	}
	return block;
}

GMEM_HOOK static void *counted_malloc(size_t size) {
	return insist(gmem_born(gmem_treesitter_share, __libc_malloc(size)), size);
}

GMEM_HOOK static void *counted_calloc(size_t members, size_t size) {
	return insist(gmem_born(gmem_treesitter_share, __libc_calloc(members, size)), members * size);
}

GMEM_HOOK static void *counted_realloc(void *block, size_t size) {
	return insist(gmem_resize(gmem_treesitter_share, block, size), size);
}

static void counted_free(void *block) { gmem_free(gmem_treesitter_share, block); }

// Before main, so that every block tree-sitter ever holds was counted.
__attribute__((constructor)) static void install(void) {
	if (ts_set_allocator && (gmem_treesitter_share = gmem_take_share()) >= 0) {
		ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, counted_free);
	}
}

// leaves takes a block out of the share that somebody else is going to free.
static void leaves(const void *block) {
	if (block && gmem_treesitter_share >= 0) {
		gmem_add(gmem_treesitter_share, -gmem_usable(block), -1);
	}
}

static struct gmem_count here(void) {
	return gmem_mine ? gmem_mine->count[gmem_treesitter_share] : (struct gmem_count){0, 0};
}

#else

static void leaves(const void *block) { (void)block; }
static struct gmem_count here(void) { return (struct gmem_count){0, 0}; }

#endif

// ts_node_string hands its caller a string to be freed with plain free, so it leaves tree-sitter's share on the way out.
struct ts_node {
	uint32_t context[4];
	const void *id;
	const void *tree;
};

extern char *__real_ts_node_string(struct ts_node node) __attribute__((weak));

GMEM_HOOK char *__wrap_ts_node_string(struct ts_node node) {
	char *text = __real_ts_node_string(node);
	leaves(text);
	return text;
}

// A parser is opened and closed to see whether its bytes and its handle count. This thread's own figures are read, which
// no other thread changes.
const char *gmem_treesitter_fault(void) {
	if (!ts_set_allocator || !ts_parser_new || !ts_parser_delete) {
		return "the program doesn't contain tree-sitter";
	}
	if (gmem_treesitter_share < 0) {
		return "there are more libraries with a share of their own than can be counted";
	}
	struct gmem_handles before = gmem_treesitter_handles[PARSER];
	struct gmem_count none = here();
	void *parser = ts_parser_new();
	struct gmem_count one = here();
	ts_parser_delete(parser);
	if (one.bytes <= none.bytes || one.blocks <= none.blocks) {
		return "tree-sitter doesn't allocate by the functions that it was given";
	}
	if (here().bytes != none.bytes || here().blocks != none.blocks) {
		return "a tree-sitter parser was opened and closed, and its bytes don't come out even";
	}
	struct gmem_handles after = gmem_treesitter_handles[PARSER];
	if (after.opened == before.opened || after.closed == before.closed) {
		return "the linker doesn't send tree-sitter's functions through their wrappers";
	}
	return NULL;
}
