//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

#include "probe.h"

#include <stddef.h>

// The library. What it returns is no constant, and its functions are not to be inlined or merged.
__attribute__((noinline)) void *gmem_probe_open(int depth) {
	__asm__ volatile("" : "+r"(depth));
	return depth ? (void *)gmem_probe_open : NULL;
}

__attribute__((noinline)) void *gmem_probe_open_inside(int depth) {
	void *handle = gmem_probe_open(depth);
	__asm__ volatile("" : "+r"(handle));
	return handle;
}
