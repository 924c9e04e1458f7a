//go:build linux && cgo

package report

/*
#include <stddef.h>

// Weak: other C libraries have neither the function nor its header.
extern const char *gnu_get_libc_version(void) __attribute__((weak));

static const char *glibcVersion(void) {
	return gnu_get_libc_version == NULL ? NULL : gnu_get_libc_version();
}
*/
import "C"

func libc() string {
	version := C.glibcVersion()
	if version == nil {
		return "unknown"
	}
	return "glibc " + C.GoString(version)
}
