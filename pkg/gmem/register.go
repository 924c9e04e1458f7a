package gmem

import (
	"fmt"
	"slices"
	"sync"
)

// Live is an amount of memory in use: its bytes, and the blocks that hold them. Blocks is 0 where nobody counts them.
type Live struct {
	Bytes  Bytes
	Blocks int64
}

// NativeMeter counts all that this process has allocated in C and C++, exactly. There is one at most; importing
// pkg/gmem/native registers it.
type NativeMeter struct {
	Check    func() error             // see PartMeter.Check
	Live     func() Live              // of usable bytes; about a microsecond
	Resident func() (Resident, error) // about 1 ms for 100 MB

	// Sites runs work and returns where it allocated what is in use at its end, most bytes first. The note says in a
	// sentence what limits the answer, and what to do about it; "" is no limit.
	Sites func(work func()) (sites []Site, note string)
}

// Resident is what is in RAM of the memory that allocators hold, in use or free, in bytes.
type Resident struct {
	GoHeap    Bytes // spans of objects and of goroutines' stacks
	GoRuntime Bytes // what else Go's runtime maps
	Native    Bytes // what the allocator behind malloc has taken from the kernel
	Image     Bytes // data of the program and its libraries that was written to
	Stacks    Bytes // of the system's threads, as deep as they once were
}

// PartMeter reads one part of memory: a library's share of native memory, or the memory of an allocator of its own.
// Readings come often: one should take some microseconds at most and leave nothing allocated.
type PartMeter struct {
	Name     string                // "SQLite's page cache"; unique
	OfNative bool                  // the NativeMeter counts these bytes already
	Advice   string                // a sentence on what its growth points to
	Check    func() error          // says why readings can't be trusted; called once, before the first; nil is no doubt
	Live     func() (Live, error)  // what is in use now
	Resident func() (Bytes, error) // what an allocator of its own holds in RAM, in use or free; nil where it isn't known
}

// HandleMeter counts one kind of what is opened and has to be closed.
type HandleMeter struct {
	Name   string                        // "SQLite statement"; unique
	Advice string                        // a sentence on what to look for when some stay open
	Check  func() error                  // see PartMeter.Check
	Count  func() (opened, closed int64) // since the process began; or how many are open now, and 0
}

// Site is a place in the program, and what was allocated there and is in use.
type Site struct {
	Function string `json:"function"`         // in Go the innermost outside the standard library; in native code the one that Go called
	Within   string `json:"within,omitempty"` // the innermost function, of native code the innermost that is no layer of an allocator; empty where it is Function
	Caller   string `json:"caller,omitempty"` // the Go function that called; empty where it isn't known
	Bytes    Bytes  `json:"bytes"`
	Blocks   int64  `json:"blocks"`
}

// LeftOut is a meter that isn't read, and why.
type LeftOut struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// RegisterPart has a part of memory read from now on. Call it in an init function: it panics once readings have begun,
// and when the name is taken or Live is missing.
func RegisterPart(part PartMeter) { registered.addPart(part) }

// RegisterHandle has a kind of handle counted from now on. Call it in an init function: it panics once readings have
// begun, and when the name is taken or Count is missing.
func RegisterHandle(handle HandleMeter) { registered.addHandle(handle) }

// RegisterNative sets the meter of native memory. It panics once readings have begun, and when there is one already.
func RegisterNative(native NativeMeter) { registered.setNative(native) }

// registered is what init functions have registered in this process. Once read it never changes: a meter that comes or
// goes would look like growth.
var registered registry

// nativeName is what the native meter is called where it is left out.
const nativeName = "native memory"

type registry struct {
	mutex  sync.Mutex
	names  map[string]bool
	meters meters // as registered; once they were read, those that passed their check
	read   bool
}

// meters are the registered ones: all that can be read besides Go and the kernel.
type meters struct {
	native  *NativeMeter // nil where native memory can't be counted
	parts   []PartMeter
	handles []HandleMeter
	leftOut []LeftOut
}

func (r *registry) addPart(part PartMeter) {
	r.add("part", part.Name, part.Live != nil, func() { r.meters.parts = append(r.meters.parts, part) })
}

func (r *registry) addHandle(handle HandleMeter) {
	r.add("handle", handle.Name, handle.Count != nil, func() { r.meters.handles = append(r.meters.handles, handle) })
}

func (r *registry) setNative(native NativeMeter) {
	whole := native.Live != nil && native.Resident != nil && native.Sites != nil
	r.add("meter", nativeName, whole, func() { r.meters.native = &native })
}

func (r *registry) add(kind, name string, whole bool, do func()) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	problem := ""
	switch {
	case name == "" || !whole:
		problem = "its name or a reading is missing"
	case r.read:
		problem = "readings have begun; register in an init function"
	case r.names[name]:
		problem = "there is one of this name already"
	}
	if problem != "" {
		panic(fmt.Sprintf("gmem: register %s %q: %s", kind, name, problem))
	}
	if r.names == nil {
		r.names = map[string]bool{}
	}
	r.names[name] = true
	do()
}

// trusted returns the registered meters that passed their own check; the first call has each make it.
func (r *registry) trusted() meters {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if !r.read {
		r.read = true
		r.meters.check()
	}
	return r.meters
}

// check leaves out the meters that can't be trusted.
func (m *meters) check() {
	doubted := func(name string, check func() error) bool {
		if check == nil {
			return false
		}
		err := check()
		if err != nil {
			m.leftOut = append(m.leftOut, LeftOut{name, err.Error()})
		}
		return err != nil
	}
	if m.native != nil && doubted(nativeName, m.native.Check) {
		m.native = nil
	}
	m.parts = slices.DeleteFunc(m.parts, func(part PartMeter) bool {
		if part.OfNative && m.native == nil {
			m.leftOut = append(m.leftOut, LeftOut{part.Name, "native memory, of which it is a part, isn't counted"})
			return true
		}
		return doubted(part.Name, part.Check)
	})
	m.handles = slices.DeleteFunc(m.handles, func(handle HandleMeter) bool { return doubted(handle.Name, handle.Check) })
	m.leftOut = together(m.leftOut)
}

// together makes one of neighbours that are left out for the same reason: all handles of a library often are.
func together(all []LeftOut) []LeftOut {
	var grouped []LeftOut
	for len(all) > 0 {
		others := slices.IndexFunc(all, func(one LeftOut) bool { return one.Reason != all[0].Reason })
		if others < 0 {
			others = len(all)
		}
		one := all[0]
		if others > 1 {
			one.Name = fmt.Sprintf("%s and %d more, to %s", one.Name, others-1, all[others-1].Name)
		}
		grouped, all = append(grouped, one), all[others:]
	}
	return grouped
}
