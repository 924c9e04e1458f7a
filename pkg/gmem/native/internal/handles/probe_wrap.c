//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

#include "handles.h"
#include "probe.h"

enum { PROBE, KINDS };

static struct gmem_handles table[KINDS];
#define GMEM_HANDLES table

GMEM_RETURNS(PROBE, gmem_probe_open, (int depth), (depth))

int gmem_probe_opened(void) { return (int)__atomic_load_n(&table[PROBE].opened, __ATOMIC_RELAXED); }
