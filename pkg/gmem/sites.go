package gmem

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"path"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/dustin/go-humanize"
)

// At most mostSites are told of each part that grew, and of these only those with a tenth of the largest one's or more:
// what else comes to light is chance.
const (
	mostSites    = 5
	siteFraction = 10
)

// String returns the site in one line, its amount first: "1.2 MB in 400 blocks: sqlite3_prepare_v2, within
// sqlite3VdbeCreate, called by main.query".
func (s Site) String() string {
	text := fmt.Sprintf("%s in %s: %s", s.Bytes.Short(), counted(s.Blocks, "block"), s.Function)
	if s.Bytes == 0 {
		text = fmt.Sprintf("%s: %s", humanize.Comma(s.Blocks), s.Function)
	}
	if s.Within != "" && s.Within != s.Function {
		text += ", within " + s.Within
	}
	if s.Caller != "" {
		text += ", called by " + s.Caller
	}
	return text
}

// place does the work of one more round, when something has leaked, and tells where what it leaves behind came from. It
// is not judged: looking costs time and memory of its own.
func (r *repetition) place(ctx context.Context) error {
	leaked := func(v Verdict) bool { return v.Fault == Leak && v.Name != VerdictReleased }
	if r.rounds.Options.NoSites || r.rounds.Stopped != "" || !slices.ContainsFunc(r.rounds.Verdicts, leaked) {
		return nil
	}
	var err error
	found := findSites(r.set, func() { err = r.call(ctx, r.rounds.Options.Calls) })
	if err != nil {
		return fmt.Errorf("look for the places of a leak: %w", err)
	}
	for i := range r.rounds.Verdicts {
		if verdict := &r.rounds.Verdicts[i]; leaked(*verdict) {
			verdict.Sites = found.of(verdict.Evidence)
			if found.note != "" && slices.ContainsFunc(verdict.Sites, func(site Site) bool { return slices.Contains(found.native, site) }) {
				verdict.Detail += "\n" + found.note
			}
		}
	}
	return nil
}

// places are where things came from that work has left behind.
type places struct {
	goHeap, native, goroutines, descriptors []Site
	note                                    string // what limits the native ones
}

// of returns the sites that belong to what has grown, of what grew most first.
func (p places) of(grown []Growth) []Site {
	var sites []Site
	for _, growth := range Foremost(grown) {
		var of []Site
		switch growth.What {
		case PartGoInUse:
			of = p.goHeap
		case HandleGoroutine:
			of = p.goroutines
		case HandleDescriptor:
			of = p.descriptors
		case PartGoHeld, PartGoRuntime, PartRetained, PartStacks, PartFiles, PartUnattributed, "threads", "mappings":
		default:
			of = p.native
		}
		for _, site := range of[:min(mostSites, len(of))] {
			small := site.Bytes < of[0].Bytes/siteFraction || site.Bytes == 0 && site.Blocks < of[0].Blocks/siteFraction
			if !small && !slices.Contains(sites, site) {
				sites = append(sites, site)
			}
		}
	}
	return sites[:min(2*mostSites, len(sites))]
}

func findSites(set *meterSet, work func()) places {
	var found places
	set.calm() // what the end of the rounds has cancelled is on its way out
	goroutines, descriptors := goroutineStacks(), descriptorNames(set.self)
	inGo := func() { found.goHeap = goSites(set, work) }
	if set.trusted.native != nil {
		found.native, found.note = set.trusted.native.Sites(inGo)
	} else {
		inGo()
	}
	found.goroutines = newSites(goroutines, goroutineStacks())
	found.descriptors = newSites(descriptors, descriptorNames(set.self))
	return found
}

// newSites are the names of which there are more than before.
func newSites(before, after map[string]int64) []Site {
	var sites []Site
	for name, count := range after {
		if more := count - before[name]; more > 0 {
			sites = append(sites, Site{Function: name, Blocks: more})
		}
	}
	return largestFirst(sites)
}

func largestFirst(sites []Site) []Site {
	slices.SortFunc(sites, func(a, b Site) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(b.Blocks, a.Blocks), cmp.Compare(a.Function, b.Function))
	})
	return sites
}

// goroutineStacks counts the goroutines by the function that each runs and the one that it waits in.
func goroutineStacks() map[string]int64 {
	records := make([]runtime.StackRecord, runtime.NumGoroutine()+50)
	count, whole := runtime.GoroutineProfile(records)
	for !whole {
		records = make([]runtime.StackRecord, count+50)
		count, whole = runtime.GoroutineProfile(records)
	}
	stacks := map[string]int64{}
	for _, record := range records[:count] {
		var names []string
		for frames, more := runtime.CallersFrames(record.Stack()), true; more; {
			var frame runtime.Frame
			if frame, more = frames.Next(); !strings.HasPrefix(frame.Function, "runtime.") && frame.Function != "" {
				names = append(names, path.Base(frame.Function))
			}
		}
		if len(names) == 0 {
			continue
		}
		name := names[len(names)-1] // the goroutine's own function
		if waits := names[0]; waits != name {
			name += ", waiting in " + waits
		}
		stacks[name]++
	}
	return stacks
}

// descriptorNames counts the open descriptors by what they lead to. There are none where that can't be told.
func descriptorNames(self *Process) map[string]int64 {
	names := map[string]int64{}
	entries, err := os.ReadDir(self.path("fd"))
	if err != nil {
		return names
	}
	for _, entry := range entries {
		target, err := os.Readlink(self.path("fd/" + entry.Name()))
		if err != nil {
			continue
		}
		if kind, _, numbered := strings.Cut(target, ":["); numbered {
			target = kind // socket:[1234]
		}
		names[target]++
	}
	return names
}

// goSampleRate is one sampled allocation for so many bytes, while sites are looked for.
const goSampleRate = 512

// goSites are the places of what work leaves alive on Go's heap, as far as finalizers don't free it, estimated from a
// sample.
func goSites(set *meterSet, work func()) []Site {
	_ = set.settle() // the profile lags behind by a collection or two; it is of no use for a verdict, so an error is no matter
	before := memProfile()
	rate := runtime.MemProfileRate
	runtime.MemProfileRate = goSampleRate
	work()
	runtime.MemProfileRate = rate
	_ = set.settle()
	blocks := memProfile()
	for kind, count := range before {
		blocks[kind] -= count
	}
	bySite, most := map[string]Site{}, map[string]Bytes{}
	for kind, count := range blocks {
		if count <= 0 {
			continue
		}
		// The larger a block, the likelier is it in the sample.
		alive := float64(count) / (1 - math.Exp(-float64(kind.size)/goSampleRate))
		site := goSite(kind.calls)
		key, bytes := site.Function+site.Caller, Bytes(alive*float64(kind.size))
		was := bySite[key]
		if bytes <= most[key] { // of several functions within, the one that allocated most is told
			site.Within = was.Within
		}
		most[key] = max(most[key], bytes)
		site.Blocks, site.Bytes = was.Blocks+int64(math.Round(alive)), was.Bytes+bytes
		bySite[key] = site
	}
	var sites []Site
	for _, site := range bySite {
		sites = append(sites, site)
	}
	return largestFirst(sites)
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
		if record.InUseObjects() > 0 {
			blocks[kindOfBlock{record.Stack0, record.InUseBytes() / record.InUseObjects()}] += record.InUseObjects()
		}
	}
	return blocks
}

// goSite is the innermost function outside the runtime and the standard library, the one of these that allocated, and the
// one that called. Where there is none outside, as in a server's goroutine, it is the innermost of the standard library.
func goSite(calls [32]uintptr) Site {
	depth := slices.Index(calls[:], 0)
	if depth < 0 {
		depth = len(calls)
	}
	var site Site
	var called bool // the next function is the caller
	frames := runtime.CallersFrames(calls[:depth])
	for more := depth > 0; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		name := path.Base(frame.Function)
		switch inRuntime := strings.HasPrefix(frame.Function, "runtime.") || strings.HasPrefix(frame.Function, "internal/runtime"); {
		case inRuntime && site.Within == "", inRuntime && name == "runtime.goexit": // where every goroutine begins
		case site.Within == "" && isStandard(frame):
			site.Within, called = name, true
		case site.Function == "" && !isStandard(frame):
			site.Function, site.Caller, called = name, "", true
			site.Within = cmp.Or(site.Within, name)
		case called && site.Caller == "":
			called = false
			if !strings.HasPrefix(name, callOfWork) {
				site.Caller = name
			}
		}
	}
	if site.Function == "" {
		site.Function, site.Within = cmp.Or(site.Within, "the runtime"), ""
	}
	if site.Within == site.Function {
		site.Within = ""
	}
	return site
}

// callOfWork is what calls the work; it tells nobody anything.
const callOfWork = "gmem.(*repetition)."

// standardLibrary is the folder of its sources, as this program was built; it is empty with -trimpath.
var standardLibrary = sync.OnceValue(func() string {
	frame, _ := runtime.CallersFrames([]uintptr{reflect.ValueOf(strings.Cut).Pointer() + 1}).Next()
	return strings.TrimSuffix(frame.File, "strings/strings.go")
})

// isStandard reports whether a function is of the standard library. Its packages have no dot in the first part of their path.
func isStandard(frame runtime.Frame) bool {
	if root := standardLibrary(); root != "" {
		return strings.HasPrefix(frame.File, root)
	}
	first, _, nested := strings.Cut(frame.Function, "/")
	return !strings.HasPrefix(first, "main.") && (!nested || !strings.Contains(first, "."))
}
