//go:build linux && cgo

#define _GNU_SOURCE

#include "blocks.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 256
#define PIECE 16 // divides what reallocarray and calloc are asked for

void *nativetest_allocate(const struct nativetest_form *form, size_t size) { return form->allocate(size); }
void nativetest_release(const struct nativetest_form *form, void *block) { form->release(block); }
size_t nativetest_usable(void *block) { return malloc_usable_size(block); }

static void *by_malloc(size_t size) { return malloc(size); }
static void *by_calloc(size_t size) { return calloc((size + PIECE - 1) / PIECE, PIECE); }
static void *by_realloc(size_t size) { return realloc(NULL, size); }
static void *by_growing(size_t size) { return realloc(malloc(1), size); }
static void *by_shrinking(size_t size) { return realloc(malloc(64 * size), size); }
static void *by_reallocarray(size_t size) { return reallocarray(NULL, (size + PIECE - 1) / PIECE, PIECE); }
static void *by_memalign(size_t size) { return memalign(ALIGNMENT, size); }
static void *by_aligned_alloc(size_t size) { return aligned_alloc(ALIGNMENT, size); }
static void *by_valloc(size_t size) { return valloc(size); }
static void *by_pvalloc(size_t size) { return pvalloc(size); }

static void *by_posix_memalign(size_t size) {
	void *block = NULL;
	return posix_memalign(&block, ALIGNMENT, size) == 0 ? block : NULL;
}

static void by_realloc_to_nothing(void *block) {
	if (realloc(block, 0)) {
		abort(); // glibc frees the block and returns NULL
	}
}

// The C library allocates these three for its caller.

static char *text_of(size_t size) {
	char *text = malloc(size);
	if (text) {
		memset(text, 'x', size - 1);
		text[size - 1] = 0;
	}
	return text;
}

static void *by_strdup(size_t size) {
	char *text = text_of(size);
	char *copy = text ? strdup(text) : NULL;
	free(text);
	return copy;
}

static void *by_getline(size_t size) {
	char *text = text_of(size);
	char *line = NULL;
	size_t capacity = 0;
	FILE *file = text ? fmemopen(text, size, "r") : NULL;
	if (file) {
		if (getline(&line, &capacity, file) < 0) {
			free(line);
			line = NULL;
		}
		fclose(file);
	}
	free(text);
	return line;
}

static void *by_asprintf(size_t size) {
	char *text = NULL;
	return asprintf(&text, "%*s", (int)size, "") < 0 ? NULL : text;
}

int nativetest_refused(void *block) {
	volatile size_t too_much = (size_t)1 << 62; // volatile, or the compiler would complain
	void *none = NULL;
	return malloc(too_much) == NULL && calloc(too_much, 8) == NULL && realloc(block, too_much) == NULL &&
	       reallocarray(block, too_much, 8) == NULL && errno == ENOMEM && memalign(64, too_much) == NULL &&
	       posix_memalign(&none, 64, too_much) == ENOMEM && posix_memalign(&none, 48, 8) == EINVAL &&
	       posix_memalign(&none, 4, 8) == EINVAL && none == NULL;
}

static const struct nativetest_form forms[] = {
    {"malloc", by_malloc, free},
    {"malloc, freed by realloc to nothing", by_malloc, by_realloc_to_nothing},
    {"calloc", by_calloc, free},
    {"realloc of nothing", by_realloc, free},
    {"realloc to more", by_growing, free},
    {"realloc to less", by_shrinking, free},
    {"reallocarray", by_reallocarray, free},
    {"posix_memalign", by_posix_memalign, free},
    {"aligned_alloc", by_aligned_alloc, free},
    {"memalign", by_memalign, free},
    {"valloc", by_valloc, free},
    {"pvalloc", by_pvalloc, free},
    {"strdup", by_strdup, free},
    {"getline", by_getline, free},
    {"asprintf", by_asprintf, free},
};

const struct nativetest_form *nativetest_c_forms(int *count) {
	*count = sizeof forms / sizeof forms[0];
	return forms;
}
