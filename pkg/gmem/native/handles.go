//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

/*
#cgo noescape gmem_read_handles
#cgo nocallback gmem_read_handles
#include "handles.h"
*/
import "C"

// Handles returns one count for each kind of handle of the libraries that this program contains, always in the same
// order. It costs some microseconds.
func Handles() []HandleCount {
	counts := make([]HandleCount, 0, C.GMEM_KINDS)
	for kind := range C.int(C.GMEM_KINDS) {
		var reading C.struct_gmem_handles
		name := C.gmem_read_handles(kind, &reading)
		if name == nil {
			continue
		}
		counts = append(counts, HandleCount{
			Kind:   C.GoString(name),
			Opened: int64(reading.opened),
			Closed: int64(reading.closed),
		})
	}
	return counts
}
