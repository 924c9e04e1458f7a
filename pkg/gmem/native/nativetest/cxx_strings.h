#ifndef NATIVETEST_STRINGS_H
#define NATIVETEST_STRINGS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *nativetest_new_string(size_t size);
void nativetest_delete_string(void *string);
int nativetest_new_too_much(void);

#ifdef __cplusplus
}
#endif

#endif
