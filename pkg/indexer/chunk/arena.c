#include "arena.h"

#include <stdint.h>
#include <string.h>

#include "treesitter.h"

// The size of a block, its header included, stands right before what the caller sees, which is aligned to 16 bytes.
#define HEADER sizeof(size_t)

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

static size_t stop_at(const struct arena *arena) { return arena->limit - arena->limit / 8; }

// charge counts bytes that are about to be taken. First it asks the parser to stop, and when that doesn't listen, leaves it
// for good.
static void charge(struct arena *arena, size_t bytes) {
	if (arena->escape && arena->held + bytes > stop_at(arena)) {
		arena->passed = true;
		*arena->stop = 1;
		if (arena->held + bytes > arena->limit) {
			_longjmp(*arena->escape, 1);
		}
	}
	arena->held += bytes;
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
	charge(arena, size + sizeof(struct arena_large));
	struct arena_large *block = below.malloc(size + sizeof(struct arena_large));
	block->size = size;
	link_large(arena, block);
	return block + 1;
}

// new_slab makes room for a block of a given size. What was left of the slab before is lost.
static void new_slab(struct arena *arena, size_t size) {
	size_t room = ARENA_EXTRA;
	if (arena->escape) {
		size_t least = size + sizeof(struct arena_slab);
		size_t edge = arena->held + least <= stop_at(arena) ? stop_at(arena) : arena->limit;
		size_t left = edge > arena->held ? edge - arena->held : 0;
		room = left > ARENA_SLAB ? ARENA_SLAB : left > least ? left : least;
	}
	charge(arena, room);
	struct arena_slab *slab = below.malloc(room);
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
	size = (size + HEADER + ARENA_STEP - 1) / ARENA_STEP * ARENA_STEP;
	return size > ARENA_SMALL ? new_large(arena, size) : new_small(arena, size);
}

static void arena_free(struct arena *arena, void *block) {
	if (!block || arena->abandoned) {
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
	return memset(arena_malloc(current, members * size), 0, members * size);
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

void arena_install(void) {
	below.malloc = ts_current_malloc;
	below.calloc = ts_current_calloc;
	below.realloc = ts_current_realloc;
	below.free = ts_current_free;
	ts_set_allocator(malloc_here, calloc_here, realloc_here, free_here);
}

void arena_enter(struct arena *arena) { current = arena; }

void arena_leave(void) { current = NULL; }

void arena_mark(struct arena *arena) {
	char *begin = (char *)(arena->slabs + 1);
	size_t size = (size_t)(arena->next - begin);
	void *copy = arena_malloc(arena, size);
	arena->marked = memcpy(copy, begin, size);
	arena->marked_size = size;
}

void arena_rewind(struct arena *arena) {
	struct arena_slab *first = arena->slabs;
	while (first->next) {
		first = first->next;
	}
	memcpy(first + 1, arena->marked, arena->marked_size);
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
