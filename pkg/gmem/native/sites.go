//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

/*
#cgo LDFLAGS: -ldl -rdynamic
#include <stdlib.h>
#include "trace.h"
*/
import "C"

import (
	"strings"
	"sync"
	"unsafe"
)

// tracing is held while allocations are traced: there is one sample.
var tracing sync.Mutex

// Survivors runs work and says where the native blocks were allocated that work has left alive, the largest sites first.
// One allocation in 16 is sampled, by any thread, and its calls are recorded; the counts are estimates from that. missed
// is how many blocks belong to no site, by the same estimate, because the sample was full: it holds some 10 million blocks
// alive at a time. A block that work resizes counts as allocated there.
//
// Names are those of the program's symbols. Static functions have none, and are left out, in a program without a symbol
// table, as go test and ginkgo link it when they run it at once; go test -c keeps it. Calls in Go are not seen. Meanwhile
// each allocation costs more; blocks before and after cost nothing but a branch. Several calls of Survivors wait for each
// other.
func Survivors(work func()) (sites []Site, missed int64) {
	traced, missed := trace(work)
	symbols := newSymbols()
	for _, site := range traced {
		var calls []string
		for _, frame := range site.frames[:site.depth] {
			if name := symbols.name(frame); name != "" {
				calls = append(calls, name)
			}
		}
		sites = append(sites, Site{Calls: telling(calls), Count: Count{
			Bytes:  C.GMEM_TRACE_ONE_IN * int64(site.bytes),
			Blocks: C.GMEM_TRACE_ONE_IN * int64(site.blocks),
		}})
	}
	return joinedSites(sites), missed
}

func trace(work func()) (sites []C.struct_gmem_site, missed int64) {
	tracing.Lock()
	defer tracing.Unlock()
	C.gmem_start_trace()
	func() {
		defer func() { missed = C.GMEM_TRACE_ONE_IN * int64(C.gmem_stop_trace()) }()
		work()
	}()
	var site C.struct_gmem_site
	for next := C.gmem_next_site(0, &site); next != 0; next = C.gmem_next_site(next, &site) {
		sites = append(sites, site)
	}
	return sites, missed
}

// demangled is a name of C++ as it is spelled there, or else the name. One of C may look like a type of C++: "i" is int.
func demangled(name *C.char) string {
	if !strings.HasPrefix(C.GoString(name), "_Z") {
		return C.GoString(name)
	}
	if spelled := C.gmem_demangle(name); spelled != nil {
		defer C.free(unsafe.Pointer(spelled))
		return readable(C.GoString(spelled))
	}
	return C.GoString(name)
}
