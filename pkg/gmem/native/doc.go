// Package native counts the native memory of the process it is linked into: what C and C++ have allocated and not freed,
// to the byte, and where.
//
// Go's own figures can't see any of this, and resident memory sees it only through the noise of an allocator that keeps
// what it is given back. Exact counts tell a leak of a few dozen bytes per call from none.
//
// # Use
//
// Importing the package is enough: it registers its meters with pkg/gmem, whose Repeat and Watch then read them.
//
//	import _ "github.com/embecode/embecode/pkg/gmem/native"
//
// It belongs to tests: it changes the allocator of the whole program, though not what the allocator does. Amounts are in
// bytes. All functions may be called from any goroutine at any time. Nothing needs closing.
//
// A place in C is named by the program's symbols. It is linked with -rdynamic, so that functions that aren't static have
// names under a plain go test too; static ones need the symbol table, which go test -c and go test -o FILE keep.
//
// # Goals
//
//   - Every block of the malloc family counts, wherever it is allocated: in Go through cgo, in C, in C++, inside shared
//     libraries and the C library itself. Blocks of operator new count as a share of it, and so can those of a library
//     that lets a program set its allocator.
//   - Sites tells where: the function that Go called, where in it most was allocated, and on amd64 the Go function.
//   - The meters check themselves (Check): one that counts wrongly, for whatever reason, is left out with the reason: a
//     linker that wraps other calls than it should, link-time optimization, a sanitizer, another allocator.
//   - Where counting is impossible (not Linux, without cgo, not glibc, under -race) the package says so, and every reading
//     is zero.
//
// # Costs
//
// Counting takes no lock. A block allocated and freed costs about 10 ns more than the 13 ns it takes by itself; a reading
// takes about 0.2 µs, and one of resident pages about 0.5 ms. While sites are looked for, a recorded block costs 4 µs and
// the record 21 MB of RAM at most. To measure again:
//
//	go test ./pkg/gmem/native -run '^$' -bench .
//
// # Non-goals
//
//   - Memory that goes past malloc: direct mmap, thread stacks, mapped files, allocators of their own. Resident memory
//     shows it, and gmem.RegisterPart takes in what such an allocator says of itself.
//   - Go's heap and the kernel's figures: other meters read those.
//   - Statically linked executables, musl, and a function of a C library that another one inside it calls.
//
// # How it works
//
// The package defines malloc and its family, and operator new and delete, itself. In an executable such a definition
// comes before that of any shared library. Each block counts with its usable size, which stands in front of it, so blocks
// need no header of ours and those older than the counters can be freed. glibc rounds that size up from what was asked
// for, and now and then gives 16 bytes more rather than leave a gap: two runs of the same program agree exactly in blocks,
// but in bytes only up to that. Each thread counts for itself in a slot that outlives it; a reading is the sum of the
// slots.
//
// # Handles of C libraries
//
// Packages below this one count the handles of a library by linker wraps: with --wrap=f the linker sends every call of f
// that crosses from one object file to another to a wrapper, which calls f and counts. Where the library is linked
// statically, neither defining f again (it would be defined twice) nor looking f up at run time (nothing is looked up)
// would do. Wrapped functions are declared weak, so that a program without the library links.
package native
