// Package arenas has the C library share two heaps among all threads of the program that imports it. A library must not decide
// that, so nothing here is called: a program imports it for its effect, before anything allocates.
//
//	import _ "github.com/embecode/embecode/pkg/store/arenas"
//
// By default glibc makes up to eight heaps for each processor, and each keeps what was freed at its end: after updates that exchange
// 15,000 files with paths of 1,000 bytes, on 16 processors, 35 to 43 MB of heaps held 4 MB that were in use. With two heaps it is
// 10 MB. What the user has set by MALLOC_ARENA_MAX or GLIBC_TUNABLES stays. Other C libraries have no such heaps.
package arenas
