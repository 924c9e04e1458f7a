//go:build linux && cgo

package leaks

import (
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
)

var nativeLeaks = []Leak{
	{
		Name: "raw-malloc", What: "allocates in C for each file and never frees", Amount: 1 * gmem.KB,
		Incident: "any C library without its free; nothing in Go sees it",
		Verdict:  gmem.VerdictLive, Place: gmem.PartNative, inject: rawMalloc,
	},
	{
		Name: "cxx-objects", What: "makes a C++ object for each file and never deletes it", Amount: 1 * gmem.KB,
		Incident: "child values that are never destroyed (duckdb-go#123), without DuckDB",
		Verdict:  gmem.VerdictLive, Place: partCPlusPlus, inject: cxxObjects,
	},
	{
		Name: "mappings", What: "maps memory for each file and never unmaps it, past every allocator", Amount: 16 * gmem.KB,
		Incident: "the number of mappings was exhausted while RSS looked fine (codebase-memory-mcp#1654)",
		Verdict:  gmem.VerdictResident, Place: gmem.PartUnattributed, inject: mappings,
	},
	{
		Name: "threads", What: "starts a thread for one file in ten, which never ends",
		Incident: "threads blocked in a system call are never reused (grafel#1723)",
		Verdict:  gmem.VerdictCounts, Place: "threads", inject: threads,
	},
}

var notLeaks = []Leak{
	{
		Name: "retention", What: "is no leak: frees in an order that lets the allocator keep the memory",
		Incident: "0.5 to 1.8 GB of RSS for under 1 MB alive (duckdb#8061)", inject: retention,
	},
	{
		Name: "warm-cache", What: "is no leak: a cache that fills with the first files and then holds still",
		Incident: "any bounded cache", inject: warmCache,
	},
}

var nativeHeldOut = []Leak{
	{
		Name: "cxx-strings", Verdict: gmem.VerdictLive, Place: partCPlusPlus,
		inject: func(parts *Parts, _ gmem.Bytes) {
			parts.perFile(func(string, []byte) error { nativetest.NewString(300); return nil })
		},
	},
	{
		Name: "copied-texts", Verdict: gmem.VerdictLive, Place: gmem.PartNative,
		inject: func(parts *Parts, _ gmem.Bytes) {
			forms := nativetest.CForms()
			duplicate := slices.IndexFunc(forms, func(form nativetest.Form) bool { return form.Name == "strdup" })
			parts.perFile(func(string, []byte) error { forms[duplicate].Allocate(300); return nil })
		},
	},
}

func rawMalloc(parts *Parts, amount gmem.Bytes) {
	parts.perFile(func(string, []byte) error { nativetest.Malloc(int(amount)); return nil })
}

func cxxObjects(parts *Parts, amount gmem.Bytes) {
	parts.perFile(func(string, []byte) error { nativetest.New(int(amount)); return nil })
}

func mappings(parts *Parts, amount gmem.Bytes) {
	parts.perFile(func(string, []byte) error { nativetest.Mmap(int(amount)); return nil })
}

func threads(parts *Parts, _ gmem.Bytes) {
	var files atomic.Int64
	parts.perFile(func(string, []byte) error {
		if files.Add(1)%10 == 0 {
			nativetest.Park()
		}
		return nil
	})
}

// pinned is the one block that each retention leaves alive for the next one to free.
var pinned unsafe.Pointer

// retention allocates 40 MB in small blocks once in each cycle and frees all but the last one, which keeps the heap from
// shrinking.
func retention(parts *Parts, _ gmem.Bytes) {
	var once sync.Once
	parts.perFile(func(string, []byte) error {
		once.Do(func() {
			blocks := make([]unsafe.Pointer, 10_000)
			for i := range blocks {
				blocks[i] = nativetest.Malloc(4_000)
			}
			last := len(blocks) - 1
			for _, block := range blocks[:last] {
				nativetest.Free(block)
			}
			nativetest.Free(pinned)
			pinned = blocks[last]
		})
		return nil
	})
}

// cached is how many files the warm cache has met in this process, over all cycles.
var cached atomic.Int64

// warmCache holds 64 KB for each of the first 100 files.
func warmCache(parts *Parts, _ gmem.Bytes) {
	parts.perFile(func(string, []byte) error {
		if cached.Add(1) <= 100 {
			hold(make([]byte, 64*gmem.KB))
		}
		return nil
	})
}
