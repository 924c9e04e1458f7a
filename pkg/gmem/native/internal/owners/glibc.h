#ifndef GMEM_OWNERS_GLIBC_H
#define GMEM_OWNERS_GLIBC_H

#include <stdint.h>

// What glibc's allocator says of itself, in bytes.
struct gmem_glibc {
	int64_t arenas;       // taken from the kernel for ordinary blocks
	int64_t large_blocks; // taken from the kernel for large blocks, each in a mapping of its own
};

// gmem_read_glibc locks each arena in turn and walks its free chunks: a few microseconds on a small heap, more on a
// fragmented one. It reads zeros where glibc is missing or older than 2.33.
struct gmem_glibc gmem_read_glibc(void);

#endif
