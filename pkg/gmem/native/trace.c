//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// The sample of living blocks. It is taken in any thread, inside malloc: so it takes no lock and allocates nothing.

#include "counted.h"

#include <sys/mman.h>

int32_t gmem_tracing;

// A sampled block is in one of the WAYS places of the set that its address hashes to, one cache line, so that a look for
// a block that isn't there, which nearly every free is, ends at once. A place is written by whoever owns the block.
#define SET_BITS 17
#define SETS (1 << SET_BITS)
#define WAYS 8

#define SITE_BITS 14
#define SITES (1 << SITE_BITS)
#define MOST_PROBES 64

// The sample is mapped once and stays mapped: a thread may look into it a little after tracing was stopped.
static struct sample {
	uintptr_t places[SETS][WAYS];
	int32_t site_at[SETS][WAYS]; // of the block in the same place; negative, less one, where it stands for several
	struct gmem_site sites[SITES];
} *sample;

static int64_t missed;
static int32_t left_of_all; // blocks that are sampled before only some are

static __thread int32_t inside;  // this thread is at work here: what it allocates meanwhile is not traced
static __thread int32_t to_pass; // blocks to pass over before the next one is sampled
static __thread uint32_t seed;

static uint64_t mix(uint64_t value) {
	value ^= value >> 32;
	value *= 0x9e3779b97f4a7c15u;
	return value ^ value >> 29;
}

// due is how many blocks this one is to stand for; 0 when it isn't to be sampled. The gaps are random, so that no rhythm of
// the program falls in step.
static int due(void) {
	if (__atomic_load_n(&left_of_all, __ATOMIC_RELAXED) > 0 && __atomic_fetch_sub(&left_of_all, 1, __ATOMIC_RELAXED) > 0) {
		return 1;
	}
	int first = seed == 0;
	if (!first && to_pass-- > 0) {
		return 0;
	}
	if (first) {
		seed = (uint32_t)mix((uintptr_t)&seed) | 1;
	}
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	to_pass = (int32_t)(seed % (2 * GMEM_TRACE_ONE_IN - 1)); // 15 on average
	return first ? 0 : GMEM_TRACE_ONE_IN;
}

// site_of is the index of the site with these calls; -1 when there is no room for another.
static int32_t site_of(const struct gmem_stack *stack) {
	uint64_t hash = 1;
	for (int i = 0; i < stack->depth; i++) {
		hash = mix(hash ^ stack->frame[i]) + (uint64_t)i;
	}
	for (int i = 0; i < stack->callers; i++) {
		hash = mix(hash ^ stack->caller[i]) + (uint64_t)i;
	}
	hash |= 1;
	for (uint32_t i = 0; i < MOST_PROBES; i++) {
		uint32_t at = ((uint32_t)(hash >> 40) + i) % SITES;
		uint64_t found = 0;
		if (__atomic_compare_exchange_n(&sample->sites[at].hash, &found, hash, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
			sample->sites[at].stack = *stack;
			return (int32_t)at;
		}
		if (found == hash) {
			return (int32_t)at;
		}
	}
	return -1;
}

static uint64_t set_of(const void *block) { return mix((uintptr_t)block) >> (64 - SET_BITS); }

static void add(struct gmem_site *site, int64_t bytes, int64_t blocks) {
	__atomic_fetch_add(&site->bytes, bytes, __ATOMIC_RELAXED);
	__atomic_fetch_add(&site->blocks, blocks, __ATOMIC_RELAXED);
}

// sized takes note of a block's size. Two threads at once may lose one of theirs, which makes no difference to many.
static void sized(struct gmem_site *site, int64_t size) {
	int64_t least = __atomic_load_n(&site->least, __ATOMIC_RELAXED);
	if (least == 0 || size < least) {
		__atomic_store_n(&site->least, size, __ATOMIC_RELAXED);
	}
	if (size > __atomic_load_n(&site->most, __ATOMIC_RELAXED)) {
		__atomic_store_n(&site->most, size, __ATOMIC_RELAXED);
	}
}

static int put(void *block, int32_t at, int stands_for) {
	uint64_t set = set_of(block);
	for (int way = 0; way < WAYS && at >= 0; way++) {
		uintptr_t nobody = 0;
		if (__atomic_compare_exchange_n(&sample->places[set][way], &nobody, (uintptr_t)block, 0, __ATOMIC_ACQUIRE,
		                                __ATOMIC_RELAXED)) {
			sample->site_at[set][way] = stands_for == 1 ? at : -at - 1;
			int64_t size = gmem_usable(block);
			sized(&sample->sites[at], size);
			add(&sample->sites[at], stands_for * size, stands_for);
			return 1;
		}
	}
	return 0;
}

GMEM_HOOK void gmem_trace_birth(void *block) {
	if (inside) {
		return;
	}
	int stands_for = due();
	if (!stands_for) {
		return;
	}
	inside = 1;
	struct gmem_stack stack;
	gmem_stack_here(&stack, 0);
	if (!put(block, site_of(&stack), stands_for)) {
		__atomic_fetch_add(&missed, stands_for, __ATOMIC_RELAXED);
	}
	inside = 0;
}

void gmem_trace_death(void *block) {
	uint64_t set = set_of(block);
	for (int way = 0; way < WAYS; way++) {
		if (__atomic_load_n(&sample->places[set][way], __ATOMIC_RELAXED) == (uintptr_t)block) {
			int32_t at = sample->site_at[set][way];
			int64_t stood_for = at < 0 ? GMEM_TRACE_ONE_IN : 1;
			add(&sample->sites[at < 0 ? -at - 1 : at], -stood_for * gmem_usable(block), -stood_for);
			__atomic_store_n(&sample->places[set][way], 0, __ATOMIC_RELEASE);
			return;
		}
	}
}

int gmem_start_trace(void) {
	if (!sample) {
		void *pages = mmap(NULL, sizeof *sample, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (pages == MAP_FAILED) {
			return 0;
		}
		sample = pages;
	}
	gmem_end_sites();
	struct gmem_stack stack;
	gmem_stack_here(&stack, 0); // the first one sets up the unwinder, which allocates
	missed = 0;
	left_of_all = GMEM_TRACE_ALL;
	__atomic_store_n(&gmem_tracing, 1, __ATOMIC_SEQ_CST);
	return 1;
}

int64_t gmem_stop_trace(void) {
	__atomic_store_n(&gmem_tracing, 0, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&missed, __ATOMIC_RELAXED);
}

void gmem_end_sites(void) { madvise(sample, sizeof *sample, MADV_DONTNEED); } // its pages read as zeros from here on

int gmem_next_site(int from, struct gmem_site *into) {
	for (int at = from; at < SITES; at++) {
		if (sample->sites[at].hash) {
			*into = sample->sites[at];
			return at + 1;
		}
	}
	return 0;
}
