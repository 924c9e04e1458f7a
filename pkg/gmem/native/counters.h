#ifndef GMEM_NATIVE_COUNTERS_H
#define GMEM_NATIVE_COUNTERS_H

#include <stdint.h>

#if defined(__has_feature)
#define GMEM_SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer))
#else
#define GMEM_SANITIZED 0
#endif

// Blocks can be counted in front of glibc's allocator only, and not where a sanitizer stands there already.
#if defined(__GLIBC__) && !GMEM_SANITIZED && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GMEM_COUNTS
#endif

// What is counted: every block of the malloc family, and shares of it. C++ has the first share, and gmem_take_share gives
// out the others.
enum { GMEM_MALLOC, GMEM_CXX, GMEM_FIRST_FREE_SHARE, GMEM_SHARES = 7 };

struct gmem_count {
	int64_t bytes;
	int64_t blocks;
};

// A slot is written by the one thread that holds it, so that counting needs no locked instruction. A slot outlives its
// thread: what was counted stays in it, and the next thread counts on from there. A thread may well free what another
// has allocated; only the sum over all slots means anything.
struct gmem_slot {
	struct gmem_count count[GMEM_SHARES];
	int32_t held;
} __attribute__((aligned(128))); // two cache lines, since processors fetch them in pairs

// The slot of the calling thread, NULL until it first allocates.
extern __thread struct gmem_slot *gmem_mine __attribute__((tls_model("initial-exec")));

// Slot 0 is shared by threads that hold no slot of their own: those past the last slot, and those about to exit.
extern struct gmem_slot gmem_slots[];

struct gmem_slot *gmem_take_slot(void);

// gmem_take_share gives a library a share of its own for the life of the process; -1 when none is left.
int gmem_take_share(void);

// gmem_sum returns what a share holds now, in all threads together.
struct gmem_count gmem_sum(int share);

static inline void gmem_add(int share, int64_t bytes, int64_t blocks) {
	struct gmem_slot *slot = gmem_mine;
	if (__builtin_expect(slot == 0, 0)) {
		slot = gmem_take_slot();
	}
	struct gmem_count *count = &slot->count[share];
	if (__builtin_expect(slot == gmem_slots, 0)) {
		__atomic_fetch_add(&count->bytes, bytes, __ATOMIC_RELAXED);
		__atomic_fetch_add(&count->blocks, blocks, __ATOMIC_RELAXED);
		return;
	}
	// The only writer is this thread; the atomic stores are for whoever reads meanwhile.
	__atomic_store_n(&count->bytes, count->bytes + bytes, __ATOMIC_RELAXED);
	__atomic_store_n(&count->blocks, count->blocks + blocks, __ATOMIC_RELAXED);
}

#endif
