#ifndef GMEM_NATIVE_HANDLES_H
#define GMEM_NATIVE_HANDLES_H

#include <stddef.h>
#include <stdint.h>

// The kinds of handles, and the library that each comes from.
#define GMEM_HANDLE_KINDS(KIND) \
	KIND(PARSER, TREE_SITTER, "tree-sitter parser") \
	KIND(TREE, TREE_SITTER, "tree-sitter tree") \
	KIND(TREE_CURSOR, TREE_SITTER, "tree-sitter tree cursor") \
	KIND(QUERY, TREE_SITTER, "tree-sitter query") \
	KIND(QUERY_CURSOR, TREE_SITTER, "tree-sitter query cursor") \
	KIND(INSTANCE_CACHE, DUCKDB, "DuckDB instance cache") \
	KIND(DATABASE, DUCKDB, "DuckDB database") \
	KIND(CONNECTION, DUCKDB, "DuckDB connection") \
	KIND(CLIENT_CONTEXT, DUCKDB, "DuckDB client context") \
	KIND(CONFIG, DUCKDB, "DuckDB config") \
	KIND(EXTRACTED, DUCKDB, "DuckDB extracted statements") \
	KIND(STATEMENT, DUCKDB, "DuckDB statement") \
	KIND(PENDING, DUCKDB, "DuckDB pending result") \
	KIND(RESULT, DUCKDB, "DuckDB result") \
	KIND(ARROW_RESULT, DUCKDB, "DuckDB arrow result") \
	KIND(ARROW_OPTIONS, DUCKDB, "DuckDB arrow options") \
	KIND(DATA_CHUNK, DUCKDB, "DuckDB data chunk") \
	KIND(APPENDER, DUCKDB, "DuckDB appender") \
	KIND(TABLE_DESCRIPTION, DUCKDB, "DuckDB table description") \
	KIND(VALUE, DUCKDB, "DuckDB value") \
	KIND(LOGICAL_TYPE, DUCKDB, "DuckDB logical type") \
	KIND(VECTOR, DUCKDB, "DuckDB vector") \
	KIND(SELECTION_VECTOR, DUCKDB, "DuckDB selection vector") \
	KIND(SCALAR_FUNCTION, DUCKDB, "DuckDB scalar function") \
	KIND(SCALAR_FUNCTION_SET, DUCKDB, "DuckDB scalar function set") \
	KIND(TABLE_FUNCTION, DUCKDB, "DuckDB table function") \
	KIND(EXPRESSION, DUCKDB, "DuckDB expression") \
	KIND(ERROR_DATA, DUCKDB, "DuckDB error data")

#define GMEM_ENUMERATE(kind, library, name) GMEM_##kind,
enum gmem_handle_kind { GMEM_HANDLE_KINDS(GMEM_ENUMERATE) GMEM_KINDS };
enum gmem_library { GMEM_LIBRARY_TREE_SITTER, GMEM_LIBRARY_DUCKDB };

struct gmem_handles {
	int64_t opened;
	int64_t closed;
};

extern struct gmem_handles gmem_handles[GMEM_KINDS];

// gmem_read_handles fills in one kind and returns its name, or NULL when its library isn't in the program.
const char *gmem_read_handles(int kind, struct gmem_handles *reading);

int gmem_has_duckdb(void);

static inline void gmem_opened(enum gmem_handle_kind kind) {
	__atomic_fetch_add(&gmem_handles[kind].opened, 1, __ATOMIC_RELAXED);
}

static inline void gmem_closed(enum gmem_handle_kind kind) {
	__atomic_fetch_add(&gmem_handles[kind].closed, 1, __ATOMIC_RELAXED);
}

// A wrapper stands between the Go bindings and the C library. The linker puts it there: with --wrap=f it sends calls of
// f to __wrap_f, and calls of __real_f to f. The real functions are weak, so that a program without the library links.

// GMEM_RETURNS wraps a function that returns a new handle, or NULL.
#define GMEM_RETURNS(kind, function, parameters, arguments) \
	extern void *__real_##function parameters __attribute__((weak)); \
	void *__wrap_##function parameters { \
		void *handle = __real_##function arguments; \
		if (handle) { \
			gmem_opened(GMEM_##kind); \
		} \
		return handle; \
	}

// GMEM_STORES wraps a function that stores a new handle where its parameter out points, also in some cases of failure.
// Such a function returns a state, a count or nothing: one word is passed on, whatever it is.
#define GMEM_STORES(kind, function, parameters, arguments) \
	extern uint64_t __real_##function parameters __attribute__((weak)); \
	uint64_t __wrap_##function parameters { \
		void *before = out ? *out : NULL; \
		uint64_t returned = __real_##function arguments; \
		if (out && *out && *out != before) { \
			gmem_opened(GMEM_##kind); \
		} \
		return returned; \
	}

// GMEM_CLOSES wraps a function that closes the handle it is given; closing NULL is allowed and closes nothing.
#define GMEM_CLOSES(kind, function) \
	extern void __real_##function(void *handle) __attribute__((weak)); \
	void __wrap_##function(void *handle) { \
		if (handle) { \
			gmem_closed(GMEM_##kind); \
		} \
		__real_##function(handle); \
	}

// GMEM_CLOSES_AT wraps a function that closes the handle it is pointed at and sets it to NULL, so that a second call
// closes nothing.
#define GMEM_CLOSES_AT(kind, function) \
	extern uint64_t __real_##function(void **handle) __attribute__((weak)); \
	uint64_t __wrap_##function(void **handle) { \
		if (handle && *handle) { \
			gmem_closed(GMEM_##kind); \
		} \
		return __real_##function(handle); \
	}

#endif
