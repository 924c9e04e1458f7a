#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "treesitter.h"

// The size of a block, its header included, stands right before what the caller sees, which is aligned to 16 bytes.
#define HEADER sizeof(size_t)

// No allocator has so much: a larger request counts as one for this, so that what is added to it doesn't wrap around.
#define MOST (SIZE_MAX / 2)

struct arena_slab {
	struct arena_slab *next;
	size_t padding; // blocks begin here, 8 bytes before a multiple of 16
};

struct arena_large {
	struct arena_large *previous, *next;
	size_t padding;
	size_t size; // the header
};

static struct {
	void *(*malloc)(size_t);
	void *(*calloc)(size_t, size_t);
	void *(*realloc)(void *, size_t);
	void (*free)(void *);
} below;

static __thread struct arena *current;

static size_t *header(void *block) { return (size_t *)((char *)block - HEADER); }

static void ask_to_stop(struct arena *arena) {
	if (!arena->stop) {
		return;
	}
	arena->passed = true;
	__atomic_store_n(arena->stop, 1, __ATOMIC_RELAXED); // so may the caller, from another thread
}

// take gets bytes from the allocator below. When they come near the limit it asks the parser to stop, and past it, or when
// there is no memory, it leaves the parser for good. Nothing in the arena has changed by then. Without a limit, to be without
// memory is the end, as it is in tree-sitter's own allocator.
static void *take(struct arena *arena, size_t bytes) {
	if (arena->escape) {
		size_t left = arena->limit > arena->held ? arena->limit - arena->held : 0;
		if (bytes > left || arena->held + bytes > arena->warning) {
			ask_to_stop(arena);
		}
		if (bytes > left) {
			_longjmp(*arena->escape, 1);
		}
	}
	void *taken = below.malloc(bytes);
	if (!taken) {
		if (!arena->escape) {
			abort();
		}
		ask_to_stop(arena);
		_longjmp(*arena->escape, 1);
	}
	arena->held += bytes;
	return taken;
}

static void link_large(struct arena *arena, struct arena_large *block) {
	block->previous = NULL;
	block->next = arena->large;
	if (block->next) {
		block->next->previous = block;
	}
	arena->large = block;
}

static void unlink_large(struct arena *arena, struct arena_large *block) {
	*(block->previous ? &block->previous->next : &arena->large) = block->next;
	if (block->next) {
		block->next->previous = block->previous;
	}
}

static void *new_large(struct arena *arena, size_t size) {
	struct arena_large *block = take(arena, size + sizeof(struct arena_large));
	block->size = size;
	link_large(arena, block);
	return block + 1;
}

// new_slab makes room for a block of a given size. What was left of the slab before is lost.
static void new_slab(struct arena *arena, size_t size) {
	size_t room = ARENA_EXTRA;
	if (arena->escape) {
		size_t least = size + sizeof(struct arena_slab);
		size_t edge = arena->held + least <= arena->warning ? arena->warning : arena->limit;
		size_t left = edge > arena->held ? edge - arena->held : 0;
		size_t most = arena->stop ? ARENA_SLAB : ARENA_EXTRA;
		room = left > most ? most : left > least ? left : least;
	}
	struct arena_slab *slab = take(arena, room);
	slab->next = arena->slabs;
	arena->slabs = slab;
	arena->next = (char *)slab + sizeof(struct arena_slab) - HEADER;
	arena->end = (char *)slab + room;
}

static void *new_small(struct arena *arena, size_t size) {
	void **reusable = &arena->reusable[size / ARENA_STEP];
	if (*reusable) {
		void *block = *reusable;
		*reusable = *(void **)block;
		return block;
	}
	if ((size_t)(arena->end - arena->next) < size) {
		new_slab(arena, size);
	}
	void *block = arena->next + HEADER;
	arena->next += size;
	*header(block) = size;
	return block;
}

static void *arena_malloc(struct arena *arena, size_t size) {
	if (size > MOST) {
		size = MOST;
	}
	size = (size + HEADER + ARENA_STEP - 1) / ARENA_STEP * ARENA_STEP;
	return size > ARENA_SMALL ? new_large(arena, size) : new_small(arena, size);
}

static void arena_free(struct arena *arena, void *block) {
	if (!block) {
		return;
	}
	size_t size = *header(block);
	if (size > ARENA_SMALL) {
		struct arena_large *large = (struct arena_large *)block - 1;
		unlink_large(arena, large);
		arena->held -= size + sizeof(struct arena_large);
		below.free(large);
		return;
	}
	*(void **)block = arena->reusable[size / ARENA_STEP];
	arena->reusable[size / ARENA_STEP] = block;
}

void *arena_realloc(struct arena *arena, void *block, size_t size) {
	if (!block) {
		return arena_malloc(arena, size);
	}
	size_t room = *header(block) - HEADER;
	if (size <= room) {
		return block;
	}
	void *grown = arena_malloc(arena, size);
	memcpy(grown, block, room);
	arena_free(arena, block);
	return grown;
}

static void *malloc_here(size_t size) { return current ? arena_malloc(current, size) : below.malloc(size); }

static void *calloc_here(size_t members, size_t size) {
	if (!current) {
		return below.calloc(members, size);
	}
	size_t bytes;
	if (__builtin_mul_overflow(members, size, &bytes)) {
		bytes = MOST;
	}
	return memset(arena_malloc(current, bytes), 0, bytes);
}

static void *realloc_here(void *block, size_t size) {
	return current ? arena_realloc(current, block, size) : below.realloc(block, size);
}

static void free_here(void *block) {
	if (current) {
		arena_free(current, block);
	} else {
		below.free(block);
	}
}

// keep_little has glibc give back what large files took, for each thread by itself: it keeps twice as much free as the largest
// block that was ever freed, up to 64 MB, unless it is told what to keep. A slab is still no mapping of its own.
static void keep_little(void) {
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, ARENA_SLAB + 4096);
	mallopt(M_TRIM_THRESHOLD, 2 * (ARENA_SLAB + 4096));
#endif
}

void arena_install(void) {
	keep_little();
	below.malloc = ts_current_malloc;
	below.calloc = ts_current_calloc;
	below.realloc = ts_current_realloc;
	below.free = ts_current_free;
	ts_set_allocator(malloc_here, calloc_here, realloc_here, free_here);
}

void arena_enter(struct arena *arena) { current = arena; }

void arena_leave(void) { current = NULL; }

struct arena *arena_current(void) { return current; }

void arena_limit(struct arena *arena, size_t limit, size_t warning, size_t *stop, jmp_buf *escape) {
	arena->limit = limit;
	arena->warning = warning;
	arena->stop = stop;
	arena->escape = escape;
}

void arena_unlimit(struct arena *arena) {
	arena->escape = NULL;
	arena->stop = NULL; // it is the caller's, and may be gone
}

void arena_mark(struct arena *arena) {
	struct arena_slab *only = arena->slabs;
	if (arena->large || !only || only->next) {
		return;
	}
	size_t size = (size_t)(arena->next - (char *)(only + 1));
	void *copy = arena_malloc(arena, size);
	arena->marked = memcpy(copy, only + 1, size);
	arena->marked_size = size;
}

bool arena_rewind(struct arena *arena) {
	if (!arena->marked) {
		return false;
	}
	struct arena_slab *first = arena->slabs;
	while (first->next) {
		first = first->next;
	}
	memcpy(first + 1, arena->marked, arena->marked_size);
	memset(arena->reusable, 0, sizeof arena->reusable); // their links may have been in what was put back
	return true;
}

void arena_drop(struct arena *arena) {
	for (struct arena_large *block = arena->large, *next; block; block = next) {
		next = block->next;
		below.free(block);
	}
	for (struct arena_slab *slab = arena->slabs, *next; slab; slab = next) {
		next = slab->next;
		below.free(slab);
	}
}

void *arena_below_calloc(size_t members, size_t size) { return below.calloc(members, size); }

void arena_below_free(void *block) { below.free(block); }
