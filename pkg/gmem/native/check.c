//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

#include "check.h"

#include "counted.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef GMEM_COUNTS

#include <malloc.h>

// counts tells whether a block that was just born is in a share of this thread's since before, to the byte, with room for
// what was asked for.
static int counts(int share, struct gmem_count before, const void *block, size_t size) {
	struct gmem_count now = gmem_mine->count[share];
	return now.blocks - before.blocks == 1 && now.bytes - before.bytes == gmem_usable(block) &&
	       gmem_usable(block) >= (int64_t)size && gmem_usable(block) < (int64_t)(size + 64 + (1 << 14) * (size > 100000));
}

static int even(int share, struct gmem_count before) {
	struct gmem_count now = gmem_mine->count[share];
	return now.blocks == before.blocks && now.bytes == before.bytes;
}

static struct gmem_count start(int share) {
	free(malloc(1)); // this thread has a slot from here on
	return gmem_mine ? gmem_mine->count[share] : (struct gmem_count){0, 0};
}

const char *gmem_malloc_fault(void) {
	struct gmem_count before = start(GMEM_MALLOC);
	void *first = malloc(1);
	int ours = gmem_mine && gmem_mine->count[GMEM_MALLOC].blocks - before.blocks == 1;
	free(first);
	if (!ours) {
		return "malloc isn't this package's: another allocator is linked into the program, or it is linked statically";
	}
	const size_t sizes[] = {1, 100, 5000, 1 << 21}; // the last is past the size from which glibc maps a block
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		size_t size = sizes[i];
		char *block = malloc(size);
		int right = counts(GMEM_MALLOC, before, block, size);
		block = realloc(block, 2 * size);
		right &= counts(GMEM_MALLOC, before, block, 2 * size);
		free(block);
		block = calloc(1, size);
		right &= counts(GMEM_MALLOC, before, block, size);
		free(block);
		void *aligned = NULL;
		right &= posix_memalign(&aligned, 64, size) == 0 && counts(GMEM_MALLOC, before, aligned, size);
		free(aligned);
		if (!right || !even(GMEM_MALLOC, before)) {
			return "what C allocates isn't counted to the byte: another allocator is preloaded, "
			       "or blocks aren't laid out as glibc's";
		}
	}
	char text[100] = {0};
	memset(text, 'x', sizeof text - 1);
	char *copy = strdup(text); // the C library allocates for its caller
	int right = counts(GMEM_MALLOC, before, copy, sizeof text);
	free(copy);
	return right && even(GMEM_MALLOC, before) ? NULL : "what the C library itself allocates isn't counted";
}

// From this package, or from whatever else stands in front of it: operator new and delete. From libstdc++, when the program
// has it: a function that allocates a string's characters.
extern void *_Znwm(size_t size);
extern void _ZdlPv(void *block);
extern void _ZSt17__throw_bad_allocv(void) __attribute__((weak, noreturn));
extern char *_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERmm(void *string, size_t *room, size_t old)
    __attribute__((weak));

static int has_cxx(void) { return _ZSt17__throw_bad_allocv != NULL; }

const char *gmem_cxx_fault(void) {
	struct gmem_count all = start(GMEM_MALLOC), before = start(GMEM_CXX);
	if (!has_cxx()) {
		return NULL; // and none of its blocks
	}
	void *block = _Znwm(1000);
	int right = counts(GMEM_CXX, before, block, 1000) && counts(GMEM_MALLOC, all, block, 1000);
	_ZdlPv(block);
	if (_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERmm) {
		size_t room = 1000;
		block = _ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERmm(NULL, &room, 0);
		right &= counts(GMEM_CXX, before, block, room);
		_ZdlPv(block);
	}
	right &= even(GMEM_CXX, before) && even(GMEM_MALLOC, all);
	return right ? NULL : "operator new and delete aren't counted to the byte: another allocator stands in front of them";
}

#else

const char *gmem_malloc_fault(void) {
	return "native memory is counted only with glibc, and not where a sanitizer replaces the allocator";
}

const char *gmem_cxx_fault(void) { return gmem_malloc_fault(); }

#endif
