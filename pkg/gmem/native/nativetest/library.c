//go:build linux && cgo

// A library as they are: its functions take their memory through its own, whose names don't tell.

#include "library.h"

#include <stdlib.h>
#include <string.h>

#define OWN __attribute__((noinline))

struct nativetest_document {
	char *name;
	char **rows;
	int count;
};

OWN void *nativetest_take(size_t size) {
	void *block = malloc(size);
	return block ? memset(block, 0, size) : NULL;
}

OWN void *nativetest_claim(size_t size) {
	void *block = nativetest_take(size + 8);
	__asm__ volatile("" : "+r"(block));
	return block;
}

OWN char *nativetest_new_name(void) {
	char *name = nativetest_claim(20);
	__asm__ volatile("" : "+r"(name));
	return name;
}

OWN char *nativetest_new_row(int number) {
	char *row = nativetest_claim(100 + 200 * (size_t)(number % 2));
	__asm__ volatile("" : "+r"(row));
	return row;
}

OWN char **nativetest_new_index(int rows) {
	char **index = nativetest_claim(sizeof *index * (size_t)rows);
	__asm__ volatile("" : "+r"(index));
	return index;
}

struct nativetest_document *nativetest_load(int rows) {
	struct nativetest_document *document = nativetest_claim(sizeof *document);
	document->name = nativetest_new_name();
	document->rows = nativetest_new_index(rows);
	document->count = rows;
	for (int i = 0; i < rows; i++) {
		document->rows[i] = nativetest_new_row(i);
	}
	return document;
}

void nativetest_unload(struct nativetest_document *document) {
	for (int i = 0; i < document->count; i++) {
		free(document->rows[i]);
	}
	free(document->rows);
	free(document->name);
	free(document);
}

OWN void *nativetest_descend(int depth) {
	void *block = depth > 0 ? nativetest_descend(depth - 1) : malloc(100);
	__asm__ volatile("" : "+r"(block));
	return block;
}

void *nativetest_nest(int depth) {
	void *block = nativetest_descend(depth);
	__asm__ volatile("" : "+r"(block));
	return block;
}
