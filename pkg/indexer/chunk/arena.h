// An arena holds all that tree-sitter allocates for one file, up to a limit, and gives it back in one go.

#ifndef CHUNK_ARENA_H
#define CHUNK_ARENA_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

// Blocks of up to ARENA_SMALL bytes, their header included, are cut out of slabs and reused by size; larger ones are
// allocated one by one.
#define ARENA_STEP 16
#define ARENA_SMALL 4096

// A slab is as large as the limit allows, up to ARENA_SLAB: smaller ones made glibc return memory to the kernel after each
// file and fault it in again for the next, 170 page faults for 20 kB of source, a sixth of the time. Of what is free glibc keeps
// 2 MB for each thread (see arena_install). Pages of a slab that nobody writes to take no memory. The 64 bytes are
// for glibc's header: with it the slab is a whole number of pages. Outside a parse ARENA_EXTRA is enough.
#define ARENA_SLAB (1024 * 1024 - 64)
#define ARENA_EXTRA (16 * 1024)

struct arena_slab;
struct arena_large;

struct arena {
	struct arena_slab *slabs;
	struct arena_large *large;
	char *next, *end;                                 // what is left of the newest slab
	void *reusable[ARENA_SMALL / ARENA_STEP + 1];     // freed blocks by size, each pointing to the next one
	size_t held;                                      // bytes taken from the allocator below
	size_t limit, warning;                            // of held, while escape is set
	size_t *stop;                                     // set to 1 when the warning is passed; NULL outside a parse
	bool passed;                                      // it was
	jmp_buf *escape;                                  // where to go when the limit is passed, or NULL: then there is none
	void *scanner;                                    // the grammar's external scanner, if it lies outside the arena
	void *marked;                                     // the slab's content at arena_mark
	size_t marked_size;
};

// arena_install puts the arenas in front of the allocator that tree-sitter has, and sets what the process's malloc keeps of freed
// memory. Call it once, before any other function.
void arena_install(void);

// arena_enter lets tree-sitter allocate from an arena on this thread, until arena_leave. What was allocated from it must
// be freed or reallocated under the same arena only.
void arena_enter(struct arena *arena);
void arena_leave(void);

// arena_current is the arena of this thread, or NULL.
struct arena *arena_current(void);

// arena_limit bounds what the arena holds, in bytes, until arena_unlimit. Past the warning, which is no larger than the limit,
// stop is set to 1, if there is one to be asked; past the limit whoever wants more is left by a jump to escape. Nothing has
// changed in the arena then.
void arena_limit(struct arena *arena, size_t limit, size_t warning, size_t *stop, jmp_buf *escape);
void arena_unlimit(struct arena *arena);

// arena_mark remembers all that the arena holds; arena_rewind puts it back as it was. It returns false, and does nothing, if
// more was held than one slab of small blocks.
void arena_mark(struct arena *arena);
bool arena_rewind(struct arena *arena);

// arena_drop frees every block of an arena. The arena itself is the caller's.
void arena_drop(struct arena *arena);

// What the allocator below hands out is the caller's, outside all arenas.
void *arena_below_calloc(size_t members, size_t size);
void arena_below_free(void *block);

// arena_realloc resizes a block of the arena, or gives a new one for NULL.
void *arena_realloc(struct arena *arena, void *block, size_t size);

#endif
