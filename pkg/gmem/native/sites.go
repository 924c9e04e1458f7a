//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

/*
#include "trace.h"
*/
import "C"

import (
	"fmt"
	"strings"
	"sync"

	"github.com/embecode/embecode/pkg/gmem"
)

// tracing is held while allocations are traced: there is one sample.
var tracing sync.Mutex

// Sites runs work and returns where it allocated what is in use at its end, most bytes first. The first 32,768 allocations,
// of any thread, are all recorded with the calls that led to them; after them 1 in 16, which stands for 16. A block that
// work resizes counts as allocated there. The note says what limits the answer, and what to do about it; "" is no limit.
//
// There is one site for each function that Go called and each function that called it: the innermost one of the main
// module, or else of any; it is known on amd64 only. Site.Within is where most of the bytes were allocated: the innermost
// function that is no layer of an allocator. Layers are known by what they do: they only pass requests of several sizes
// from several functions on to malloc. Names of static functions are in the program's symbol table, which go test leaves
// out.
//
// Each recorded allocation takes about 4 µs more (BenchmarkSites). Calls of Sites wait for each other.
func Sites(work func()) (sites []gmem.Site, note string) {
	tracing.Lock()
	defer tracing.Unlock()
	learnEntry()
	if C.gmem_start_trace() == 0 {
		work()
		return nil, "no native allocation was traced: there is no memory for the sample"
	}
	defer C.gmem_end_sites()
	missed := traced(work)
	names := newSymbols()
	found := readSites(names)
	all := findLayers(trailsOf(found))
	var nameless int
	for _, site := range found {
		if site.blocks <= 0 {
			continue
		}
		function, within := all.place(site.trail)
		nameless += site.nameless
		sites = append(sites, gmem.Site{
			Function: function, Within: within, Caller: site.caller, Bytes: gmem.Bytes(site.bytes), Blocks: site.blocks,
		})
	}
	return joinSites(sites), noted(missed, nameless > 0 && len(names.functions) == 0)
}

// traced runs work, and stops tracing even if that panics. It returns how many blocks belong to no site because the sample
// was full.
func traced(work func()) (missed int64) {
	defer func() { missed = int64(C.gmem_stop_trace()) }()
	work()
	return 0
}

func noted(missed int64, stripped bool) string {
	var notes []string
	if missed > 0 {
		notes = append(notes, fmt.Sprintf("%d blocks were not traced: too many were in use at once", missed))
	}
	if stripped {
		notes = append(notes, "static functions of C have no names here, since the program has no symbol table: "+
			"build the test with go test -c, or run it with go test -o FILE")
	}
	return strings.Join(notes, "; ")
}

// site is one of the sample, with what is known of the calls that led to it.
type site struct {
	trail         trail
	caller        string
	bytes, blocks int64 // in use
	nameless      int   // how many of the calls have no name
}

func readSites(names *symbols) []site {
	var sites []site
	var sampled C.struct_gmem_site
	for next := C.gmem_next_site(0, &sampled); next != 0; next = C.gmem_next_site(next, &sampled) {
		stack := &sampled.stack
		calls := make([]call, 0, stack.depth)
		nameless := 0
		for _, frame := range stack.frame[:stack.depth] {
			found := names.call(uintptr(frame))
			if found == (call{}) || (found.kind == ofProgramStatic && found.name == "") {
				nameless++
			}
			calls = append(calls, found)
		}
		sites = append(sites, site{
			trail: newTrail(calls, int64(sampled.least), int64(sampled.most)), caller: callerOf(stack), nameless: nameless,
			bytes: int64(sampled.bytes), blocks: int64(sampled.blocks),
		})
	}
	return sites
}

func trailsOf(sites []site) []trail {
	trails := make([]trail, len(sites))
	for i, site := range sites {
		trails[i] = site.trail
	}
	return trails
}
