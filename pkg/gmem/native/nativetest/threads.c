//go:build linux && cgo

#include "threads.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 64

#define STACK (64 * 1024)

struct nativetest_thread {
	pthread_t thread;
	size_t depth;
	sem_t ready, released;
};

// dive uses so much of the stack and comes back.
static __attribute__((noinline)) void dive(size_t depth) {
	volatile char frame[4096];
	memset((void *)frame, 1, sizeof frame);
	if (depth > sizeof frame) {
		dive(depth - sizeof frame);
	}
	frame[0] = 2; // or the call above would be a jump
}

static void *wait_for_owner(void *of) {
	void *volatile before = malloc(1); // a thread that has never allocated is no thread to a meter
	free(before);
	struct nativetest_thread *own = of;
	if (own->depth) {
		dive(own->depth);
	}
	sem_post(&own->ready);
	while (sem_wait(&own->released) != 0) {
	}
	return NULL;
}

struct nativetest_thread *nativetest_park(size_t depth) {
	struct nativetest_thread *parked = malloc(sizeof *parked);
	pthread_attr_t small;
	if (!parked) {
		return NULL;
	}
	parked->depth = depth;
	sem_init(&parked->ready, 0, 0);
	sem_init(&parked->released, 0, 0);
	pthread_attr_init(&small);
	if (!depth) {
		pthread_attr_setstacksize(&small, STACK);
	}
	int failed = pthread_create(&parked->thread, &small, wait_for_owner, parked);
	pthread_attr_destroy(&small);
	if (failed) {
		free(parked);
		return NULL;
	}
	while (sem_wait(&parked->ready) != 0) {
	}
	return parked;
}

void nativetest_unpark(struct nativetest_thread *parked) {
	sem_post(&parked->released);
	pthread_join(parked->thread, NULL);
	sem_destroy(&parked->ready);
	sem_destroy(&parked->released);
	free(parked);
}

struct work {
	void **blocks;
	int each;
	size_t size;
};

static void *allocate_all(void *of) {
	struct work *work = of;
	for (int i = 0; i < work->each; i++) {
		work->blocks[i] = malloc(work->size + (size_t)i % 100);
	}
	return NULL;
}

static void *free_all(void *of) {
	struct work *work = of;
	for (int i = 0; i < work->each; i++) {
		free(work->blocks[i]);
	}
	return NULL;
}

static int run(int threads, void *(*body)(void *), struct work *work) {
	pthread_t started[THREADS];
	int count = 0;
	while (count < threads && count < THREADS && pthread_create(&started[count], NULL, body, &work[count]) == 0) {
		count++;
	}
	for (int i = 0; i < count; i++) {
		pthread_join(started[i], NULL);
	}
	return count == threads;
}

static int share_out(int threads, void *(*body)(void *), void **blocks, int each, size_t size) {
	struct work work[THREADS];
	for (int i = 0; i < threads && i < THREADS; i++) {
		work[i] = (struct work){blocks + (size_t)i * each, each, size};
	}
	return run(threads, body, work);
}

int nativetest_allocate_in_threads(int threads, void **blocks, int each, size_t size) {
	return share_out(threads, allocate_all, blocks, each, size);
}

int nativetest_free_in_threads(int threads, void **blocks, int each) {
	return share_out(threads, free_all, blocks, each, 0);
}

static void *churn_all(void *of) {
	struct work *work = of;
	for (long i = 0; i < work->each; i++) {
		void *volatile block = malloc(32 + (size_t)i % 1000);
		free(realloc(block, 500 + (size_t)i % 300));
	}
	return NULL;
}

int nativetest_churn(int threads, long rounds) {
	return share_out(threads, churn_all, NULL, (int)rounds, 0);
}

// A key's destructor frees the block when the thread is all but gone. It asks to be called again until the last round,
// so that the destructors of every other key have run before it.
static pthread_key_t last_key;
static pthread_once_t last_once = PTHREAD_ONCE_INIT;
static __thread int rounds_left;

static void free_last(void *block) {
	if (--rounds_left > 0) {
		pthread_setspecific(last_key, block);
		return;
	}
	free(block);
}

static void make_key(void) { pthread_key_create(&last_key, free_last); }

static void *exit_holding(void *of) {
	rounds_left = 4; // PTHREAD_DESTRUCTOR_ITERATIONS of glibc
	pthread_setspecific(last_key, ((struct work *)of)->blocks);
	void *volatile before = malloc(1); // the thread has counted something by the time it exits
	free(before);
	return NULL;
}

int nativetest_free_at_exit(void *block) {
	pthread_once(&last_once, make_key);
	return share_out(1, exit_holding, block, 0, 0);
}

void nativetest_pairs(long pairs, size_t size) {
	for (long i = 0; i < pairs; i++) {
		void *volatile block = malloc(size);
		free(block);
	}
}

extern void *__libc_malloc(size_t size);
extern void __libc_free(void *block);

void nativetest_uncounted_pairs(long pairs, size_t size) {
	for (long i = 0; i < pairs; i++) {
		void *volatile block = __libc_malloc(size);
		__libc_free(block);
	}
}
