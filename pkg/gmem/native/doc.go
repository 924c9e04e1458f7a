// Package native counts the native memory of the process it is linked into: what C, C++, tree-sitter and DuckDB have
// allocated and not freed, to the byte, and which of their handles were opened and not closed.
//
// Go's own figures can't see any of this, and resident memory sees it only through the noise of an allocator that keeps
// what it is given back. Exact counts tell a leak of a few dozen bytes per file from none.
//
// # Goals
//
//   - Every block of the malloc family counts, wherever it is allocated: in Go through cgo, in C, in C++, inside shared
//     libraries and the C library itself. So does each share of it: operator new, and tree-sitter.
//   - DuckDB's jemalloc and glibc's allocator are asked for what they hold.
//   - Handles count without a build tag of their bindings: trees, parsers, cursors, connections, statements, results,
//     appenders, values, and so on.
//   - A program without C++, tree-sitter or DuckDB links just the same, and those meters say that they are absent.
//   - Where counting is impossible the package says so (Available) and every reading is zero.
//   - It takes no lock. A block allocated and freed costs about 10 ns more than the 13 ns it takes by itself: on work like
//     an index's 1.9 % more CPU time (BenchmarkWork, 20 pairs on a quiet machine; 1 to 6 % on a busy one).
//
// # Non-goals
//
//   - Memory that goes past the allocators: direct mmap, thread stacks, mapped files. Resident memory shows it.
//   - Go's heap, the kernel's figures, and DuckDB's own view of its buffers: other meters read those.
//   - Statically linked executables, musl, and calls that one function of a C library makes to another inside it.
//
// # How it works
//
// The package defines malloc and its family, and operator new and delete, itself. In an executable such a definition
// comes before that of any shared library. Each block counts with its usable size (malloc_usable_size), so blocks need
// no header and those older than the counters can be freed. glibc rounds that size up from what was asked for, and now
// and then gives 16 bytes more rather than leave a gap: two runs of the same program agree exactly in blocks, but in
// bytes only up to that. Each thread counts for itself in a slot that outlives it; a reading is the sum of the slots.
//
// tree-sitter lets a program set its allocator; this package does so in a C constructor, before main.
//
// Handles are counted by linker wraps: with --wrap=f the linker sends every call of f that crosses from one object file
// to another to a wrapper, which calls f and counts. DuckDB and tree-sitter are linked statically, so neither defining f
// again (it would be defined twice) nor looking f up at run time (nothing is looked up) would do. Wrapped functions are
// declared weak, so that a program without the library links. A weak reference doesn't pull a function out of an
// archive, but the C API of DuckDB is one object in there, which the bindings pull by the functions that aren't wrapped.
//
// # Use
//
// Importing the package is enough. It belongs to tests: it changes the allocator of the whole program, though not what
// the allocator does. All functions may be called from any goroutine at any time. Nothing needs closing.
package native
