//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// The sample of living blocks. It is taken in any thread, inside malloc: so it takes no lock and allocates nothing.

#include "counted.h"

#include <string.h>

#ifdef __GLIBC__
#include <execinfo.h>
#else // nothing calls malloc's counted forms then
static int backtrace(void **frames, int most) { return (void)frames, (void)most, 0; }
#endif

int32_t gmem_tracing;

// A sampled block is in one of the WAYS places of the set that its address hashes to, one cache line, so that a look for
// a block that isn't there, which nearly every free is, ends at once. A place is written by whoever owns the block.
#define SET_BITS 17
#define SETS (1 << SET_BITS)
#define WAYS 8

static uintptr_t places[SETS][WAYS] __attribute__((aligned(64)));
static int32_t site_at[SETS][WAYS]; // of the block in the same place

#define SITE_BITS 14
#define SITES (1 << SITE_BITS)
#define MOST_PROBES 64

static struct gmem_site sites[SITES];
static int64_t missed;

static __thread int32_t inside;  // this thread is at work here: what it allocates meanwhile is not traced
static __thread int32_t to_pass; // blocks to pass over before the next one is sampled
static __thread uint32_t seed;

static uint64_t mix(uint64_t value) {
	value ^= value >> 32;
	value *= 0x9e3779b97f4a7c15u;
	return value ^ value >> 29;
}

// due tells whether this block is to be sampled. The gaps are random, so that no rhythm of the program falls in step.
static int due(void) {
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
	return !first;
}

// site_of is the index of the site with these calls; -1 when there is no room for another.
static int32_t site_of(void *const *frames, int depth) {
	uint64_t hash = 1;
	for (int i = 0; i < depth; i++) {
		hash = mix(hash ^ (uintptr_t)frames[i]) + (uint64_t)i;
	}
	hash |= 1;
	for (uint32_t i = 0; i < MOST_PROBES; i++) {
		uint32_t at = ((uint32_t)(hash >> 40) + i) % SITES;
		uint64_t found = 0;
		if (__atomic_compare_exchange_n(&sites[at].hash, &found, hash, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
			memcpy(sites[at].frames, frames, sizeof *frames * (size_t)depth);
			sites[at].depth = depth;
			return (int32_t)at;
		}
		if (found == hash) {
			return (int32_t)at;
		}
	}
	return -1;
}

static uint64_t set_of(const void *block) { return mix((uintptr_t)block) >> (64 - SET_BITS); }

static void add(int32_t site, void *block, int sign) {
	__atomic_fetch_add(&sites[site].bytes, sign * gmem_usable(block), __ATOMIC_RELAXED);
	__atomic_fetch_add(&sites[site].blocks, sign, __ATOMIC_RELAXED);
}

static int put(void *block, int32_t site) {
	uint64_t set = set_of(block);
	for (int way = 0; way < WAYS && site >= 0; way++) {
		uintptr_t nobody = 0;
		if (__atomic_compare_exchange_n(&places[set][way], &nobody, (uintptr_t)block, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
			site_at[set][way] = site;
			add(site, block, 1);
			return 1;
		}
	}
	return 0;
}

void gmem_trace_birth(void *block) {
	if (inside || !due()) {
		return;
	}
	inside = 1;
	void *frames[GMEM_MOST_FRAMES];
	int depth = backtrace(frames, GMEM_MOST_FRAMES);
	if (!put(block, site_of(frames, depth))) {
		__atomic_fetch_add(&missed, 1, __ATOMIC_RELAXED);
	}
	inside = 0;
}

void gmem_trace_death(void *block) {
	uint64_t set = set_of(block);
	for (int way = 0; way < WAYS; way++) {
		if (__atomic_load_n(&places[set][way], __ATOMIC_RELAXED) == (uintptr_t)block) {
			add(site_at[set][way], block, -1);
			__atomic_store_n(&places[set][way], 0, __ATOMIC_RELEASE);
			return;
		}
	}
}

void gmem_start_trace(void) {
	void *frame;
	backtrace(&frame, 1); // the first one loads a library, which allocates
	memset(places, 0, sizeof places);
	memset(sites, 0, sizeof sites);
	missed = 0;
	__atomic_store_n(&gmem_tracing, 1, __ATOMIC_SEQ_CST);
}

int64_t gmem_stop_trace(void) {
	__atomic_store_n(&gmem_tracing, 0, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&missed, __ATOMIC_RELAXED);
}

int gmem_next_site(int from, struct gmem_site *into) {
	for (int at = from; at < SITES; at++) {
		if (__atomic_load_n(&sites[at].blocks, __ATOMIC_RELAXED) > 0) {
			*into = sites[at];
			return at + 1;
		}
	}
	return 0;
}
