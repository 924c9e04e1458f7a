//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// Counters in one slot per thread, summed when they are read.

#include "counters.h"

#include <pthread.h>

#define SLOTS 1024 // 128 KB of zero pages, touched as threads come; more threads than that share slot 0

struct gmem_slot gmem_slots[SLOTS];
__thread struct gmem_slot *gmem_mine __attribute__((tls_model("initial-exec")));

static int32_t slots_used = 1; // slots from here on were never held
static pthread_key_t at_exit;
static int32_t at_exit_ready;

// give_back_slot runs when a thread exits. Destructors of other keys and the C library still free memory after it:
// they count in slot 0.
static void give_back_slot(void *held) {
	gmem_mine = gmem_slots;
	__atomic_store_n(&((struct gmem_slot *)held)->held, 0, __ATOMIC_RELEASE);
}

// Threads that allocate before this constructor keep their slot for good. In practice that is the main thread only.
__attribute__((constructor(101))) static void watch_thread_exit(void) {
	__atomic_store_n(&at_exit_ready, pthread_key_create(&at_exit, give_back_slot) == 0, __ATOMIC_RELEASE);
}

static void raise_slots_used(int32_t to) {
	int32_t used = __atomic_load_n(&slots_used, __ATOMIC_RELAXED);
	while (used < to && !__atomic_compare_exchange_n(&slots_used, &used, to, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
	}
}

struct gmem_slot *gmem_take_slot(void) {
	for (int32_t i = 1; i < SLOTS; i++) {
		int32_t nobody = 0;
		if (!__atomic_compare_exchange_n(&gmem_slots[i].held, &nobody, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
			continue;
		}
		raise_slots_used(i + 1);
		gmem_mine = &gmem_slots[i]; // before pthread_setspecific, which may allocate and so come back here
		if (__atomic_load_n(&at_exit_ready, __ATOMIC_ACQUIRE)) {
			pthread_setspecific(at_exit, gmem_mine);
		}
		return gmem_mine;
	}
	gmem_mine = gmem_slots;
	return gmem_mine;
}

int gmem_take_share(void) {
	static int next = GMEM_FIRST_FREE_SHARE;
	int share = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED);
	return share < GMEM_SHARES ? share : -1;
}

static struct gmem_count add_up(int share) {
	int32_t used = __atomic_load_n(&slots_used, __ATOMIC_ACQUIRE);
	struct gmem_count sum = {0, 0};
	for (int32_t i = 0; i < used; i++) {
		sum.bytes += __atomic_load_n(&gmem_slots[i].count[share].bytes, __ATOMIC_RELAXED);
		sum.blocks += __atomic_load_n(&gmem_slots[i].count[share].blocks, __ATOMIC_RELAXED);
	}
	return sum;
}

// A reader that is interrupted half-way would count twice what one thread frees and another allocates meanwhile: on a busy
// machine that happens many times a second. So the slots are added up until the result is the same twice, or often enough.
struct gmem_count gmem_sum(int share) {
	struct gmem_count sum = add_up(share);
	for (int tries = 0; tries < 8; tries++) {
		struct gmem_count before = sum;
		sum = add_up(share);
		if (sum.bytes == before.bytes && sum.blocks == before.blocks) {
			break;
		}
	}
	return sum;
}
