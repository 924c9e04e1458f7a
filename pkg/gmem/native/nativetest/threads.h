#ifndef NATIVETEST_THREADS_H
#define NATIVETEST_THREADS_H

#include <stddef.h>

struct nativetest_thread;

struct nativetest_thread *nativetest_park(size_t depth);
void nativetest_unpark(struct nativetest_thread *thread);

int nativetest_allocate_in_threads(int threads, void **blocks, int each, size_t size);
int nativetest_free_in_threads(int threads, void **blocks, int each);
int nativetest_free_at_exit(void *block);
int nativetest_churn(int threads, long rounds);

void nativetest_pairs(long pairs, size_t size);
void nativetest_uncounted_pairs(long pairs, size_t size);

#endif
