//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// The counts of handles. A handle is rare next to an allocation, so one atomic counter for all threads is cheap enough.

#include "handles.h"

#include "readings.h"

struct gmem_handles gmem_handles[GMEM_KINDS];

#define NAME(kind, library, name) name,
static const char *const names[GMEM_KINDS] = {GMEM_HANDLE_KINDS(NAME)};

#define LIBRARY(kind, library, name) GMEM_LIBRARY_##library,
static const enum gmem_library libraries[GMEM_KINDS] = {GMEM_HANDLE_KINDS(LIBRARY)};

static int present(enum gmem_library library) {
	return library == GMEM_LIBRARY_DUCKDB ? gmem_has_duckdb() : gmem_has_tree_sitter();
}

const char *gmem_read_handles(int kind, struct gmem_handles *reading) {
	if (!present(libraries[kind])) {
		return NULL;
	}
	// Closed first: a handle that is opened and closed in between must not look closed before it was opened.
	reading->closed = __atomic_load_n(&gmem_handles[kind].closed, __ATOMIC_ACQUIRE);
	reading->opened = __atomic_load_n(&gmem_handles[kind].opened, __ATOMIC_RELAXED);
	return names[kind];
}
