#ifndef NATIVETEST_BLOCKS_H
#define NATIVETEST_BLOCKS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// A way to allocate and the way to free that belongs to it.
struct nativetest_form {
	const char *name;
	void *(*allocate)(size_t size);
	void (*release)(void *block);
};

const struct nativetest_form *nativetest_c_forms(int *count);
const struct nativetest_form *nativetest_cxx_forms(int *count);

void *nativetest_allocate(const struct nativetest_form *form, size_t size);
void nativetest_release(const struct nativetest_form *form, void *block);
size_t nativetest_usable(void *block);
int nativetest_refused(void *block); // 1 if every request that can't be met was refused, block being left alone

#ifdef __cplusplus
}
#endif

#endif
