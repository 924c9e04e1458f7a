package run

import (
	"cmp"
	"context"
	"errors"
	"math"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

// Survivor is a place in the program that allocated what one more cycle has left alive. Its amounts are estimates from a
// sample.
type Survivor struct {
	Heap   string     `json:"heap"` // HeapGo or HeapNative
	Site   string     `json:"site"` // the function that allocated, and behind each "<" the one that called it
	Bytes  gmem.Bytes `json:"bytes"`
	Blocks int64      `json:"blocks"`
}

// The heaps of survivors. DuckDB's jemalloc is in neither.
const (
	HeapGo     = "Go"
	HeapNative = "native"
)

// mostSurvivors are reported of each heap.
const mostSurvivors = 5

// survivors indexes the tree once more and says where that which is alive afterwards was allocated: the largest sites of
// Go, then the largest native ones. It is not to be judged: sampling makes the cycle slower and takes memory itself. A
// cycle that crosses the ceiling is stopped, and what it left alive is reported all the same.
func survivors(ctx context.Context, setup Setup) ([]Survivor, error) {
	self, err := gmem.Self()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := &cycles{setup: setup, self: self}
	guard, err := watch(self, setup, gmem.WatchOptions{Progress: c.progress}, cancel)
	if err != nil {
		return nil, err
	}
	var found []Survivor
	var indexErr error
	sites, note := native.Sites(func() {
		found = goSurvivors(func() { _, indexErr = c.index(ctx) })
	})
	if errors.Is(indexErr, ErrCeiling) {
		indexErr = nil
	}
	for _, site := range sites[:min(mostSurvivors, len(sites))] {
		found = append(found, Survivor{HeapNative, nativeSite(site), site.Bytes, site.Blocks})
	}
	if note != "" {
		found = append(found, Survivor{Heap: HeapNative, Site: "(" + note + ")"})
	}
	_, guardErr := guard.Stop()
	return found, errors.Join(indexErr, guardErr)
}

// nativeSite is the way to a site of native code, innermost first.
func nativeSite(site gmem.Site) string {
	calls := []string{site.Within, site.Function, site.Caller}
	return strings.Join(slices.DeleteFunc(calls, func(call string) bool { return call == "" }), " < ")
}

// goSampleRate is one sampled allocation for so many bytes, while sites are looked for.
const goSampleRate = 512

// goSurvivors are the largest sites of what work leaves alive on Go's heap. It waits for finalizers too.
func goSurvivors(work func()) []Survivor {
	settle() // the profile lags behind by a collection or two
	before := memProfile()
	rate := runtime.MemProfileRate
	runtime.MemProfileRate = goSampleRate
	work()
	runtime.MemProfileRate = rate
	settle()
	blocks := memProfile()
	for kind, count := range before {
		blocks[kind] -= count
	}
	bySite := map[string]Survivor{}
	for kind, count := range blocks {
		if count <= 0 {
			continue
		}
		// The larger a block, the likelier is it in the sample.
		alive := float64(count) / (1 - math.Exp(-float64(kind.size)/goSampleRate))
		survivor := Survivor{Heap: HeapGo, Site: goSite(kind.calls)}
		survivor.Blocks = bySite[survivor.Site].Blocks + int64(math.Round(alive))
		survivor.Bytes = bySite[survivor.Site].Bytes + gmem.Bytes(alive*float64(kind.size))
		bySite[survivor.Site] = survivor
	}
	var all []Survivor
	for _, survivor := range bySite {
		all = append(all, survivor)
	}
	slices.SortFunc(all, func(a, b Survivor) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Site, b.Site))
	})
	return all[:min(mostSurvivors, len(all))]
}

// kindOfBlock are the blocks of one size that were allocated through the same calls.
type kindOfBlock struct {
	calls [32]uintptr
	size  int64
}

// memProfile is how many blocks of each kind are in the sample and alive.
func memProfile() map[kindOfBlock]int64 {
	var records []runtime.MemProfileRecord
	for count, whole := runtime.MemProfile(nil, false); !whole; {
		records = make([]runtime.MemProfileRecord, count+50) // what comes in meanwhile has to fit too
		count, whole = runtime.MemProfile(records, false)
		records = records[:min(count, len(records))]
	}
	blocks := map[kindOfBlock]int64{}
	for _, record := range records {
		blocks[kindOfBlock{record.Stack0, record.InUseBytes() / record.InUseObjects()}] += record.InUseObjects()
	}
	return blocks
}

// goSite is the innermost functions outside the runtime.
func goSite(calls [32]uintptr) string {
	const most = 3
	depth := slices.Index(calls[:], 0)
	if depth < 0 {
		depth = len(calls)
	}
	var names []string
	frames := runtime.CallersFrames(calls[:depth])
	for more := depth > 0; more && len(names) < most; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if len(names) > 0 || !strings.HasPrefix(frame.Function, "runtime.") {
			names = append(names, path.Base(frame.Function))
		}
	}
	if len(names) == 0 {
		return "the runtime"
	}
	return strings.Join(names, " < ")
}
