#ifndef GMEM_HANDLES_HANDLES_H
#define GMEM_HANDLES_HANDLES_H

#include "../../hook.h"

#include <stddef.h>
#include <stdint.h>

// A kind of handle, and how many were opened and closed. A handle is rare next to an allocation, so one atomic counter for
// all threads is cheap enough. Go reads tables of these as they lie in memory.
struct gmem_handles {
	const char *name;
	int64_t opened;
	int64_t closed;
};

// A library has its kinds in a table of its own: GMEM_HANDLES names it, and the wrappers below count in it.

static inline void gmem_opened(struct gmem_handles *of) { __atomic_fetch_add(&of->opened, 1, __ATOMIC_RELAXED); }
static inline void gmem_closed(struct gmem_handles *of) { __atomic_fetch_add(&of->closed, 1, __ATOMIC_RELAXED); }

#define GMEM_OPENED(kind) gmem_opened(&GMEM_HANDLES[kind])
#define GMEM_CLOSED(kind) gmem_closed(&GMEM_HANDLES[kind])

// A wrapper stands between the Go bindings and the C library. The linker puts it there: with --wrap=f it sends calls of
// f to __wrap_f, and calls of __real_f to f. The real functions are weak, so that a program without the library links.

// GMEM_RETURNS wraps a function that returns a new handle, or NULL.
#define GMEM_RETURNS(kind, function, parameters, arguments) \
	extern void *__real_##function parameters __attribute__((weak)); \
	GMEM_HOOK void *__wrap_##function parameters { \
		void *handle = __real_##function arguments; \
		if (handle) { \
			GMEM_OPENED(kind); \
		} \
		return handle; \
	}

// GMEM_STORES wraps a function that stores a new handle where its parameter out points, also in some cases of failure.
// Such a function returns a state, a count or nothing: one word is passed on, whatever it is.
#define GMEM_STORES(kind, function, parameters, arguments) \
	extern uint64_t __real_##function parameters __attribute__((weak)); \
	GMEM_HOOK uint64_t __wrap_##function parameters { \
		void *before = out ? *out : NULL; \
		uint64_t returned = __real_##function arguments; \
		if (out && *out && *out != before) { \
			GMEM_OPENED(kind); \
		} \
		return returned; \
	}

// GMEM_CLOSES wraps a function that closes the handle it is given; closing NULL is allowed and closes nothing.
#define GMEM_CLOSES(kind, function) \
	extern void __real_##function(void *handle) __attribute__((weak)); \
	GMEM_HOOK void __wrap_##function(void *handle) { \
		if (handle) { \
			GMEM_CLOSED(kind); \
		} \
		__real_##function(handle); \
	}

// GMEM_CLOSES_AT wraps a function that closes the handle it is pointed at and sets it to NULL, so that a second call
// closes nothing.
#define GMEM_CLOSES_AT(kind, function) \
	extern uint64_t __real_##function(void **handle) __attribute__((weak)); \
	GMEM_HOOK uint64_t __wrap_##function(void **handle) { \
		if (handle && *handle) { \
			GMEM_CLOSED(kind); \
		} \
		return __real_##function(handle); \
	}

#endif
