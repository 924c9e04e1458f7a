package native

import (
	"cmp"
	"slices"
	"strings"
)

// Site is a place in native code whose blocks are still alive.
type Site struct {
	Calls []string // the functions that led to the allocation, innermost first: at most four, and none of the allocator's
	Count          // of its living blocks, estimated from a sample
}

// joinedSites adds up the sites of the same calls, the largest first.
func joinedSites(sites []Site) []Site {
	at := map[string]int{}
	var joined []Site
	for _, site := range sites {
		calls := strings.Join(site.Calls, "\n")
		if _, known := at[calls]; !known {
			at[calls] = len(joined)
			joined = append(joined, Site{Calls: site.Calls})
		}
		same := &joined[at[calls]]
		same.Bytes += site.Bytes
		same.Blocks += site.Blocks
	}
	slices.SortStableFunc(joined, func(a, b Site) int { return cmp.Compare(b.Bytes, a.Bytes) })
	return joined
}

// mostCalls is how many calls tell one site from another for a reader; the ones further out are mostly the same.
const mostCalls = 4

// nameless stands for calls none of which has a name.
const nameless = "(no names: the program was built without symbols)"

// telling leaves out of a block's calls, innermost first, what tells nothing: the allocator's own, and what may be among
// the calls of any block, unless nothing else is left. A function that calls itself is named once.
func telling(calls []string) []string {
	if len(calls) == 0 {
		return []string{nameless}
	}
	for len(calls) > 1 && isAllocator(calls[0]) {
		calls = calls[1:]
	}
	var ours []string
	for _, call := range calls {
		if !isEverywhere(call) {
			ours = append(ours, call)
		}
	}
	if len(ours) == 0 {
		ours = calls
	}
	ours = slices.Compact(ours)
	return ours[:min(mostCalls, len(ours))]
}

// isEverywhere tells the functions that are among the calls of any block: C++'s library, the wrappers of this package,
// and Go's way into C.
func isEverywhere(name string) bool {
	for _, prefix := range []string{"std::", "__gnu_cxx::", "__wrap_", "runtime.asmcgocall"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// isAllocator tells the functions of this package that stand where the program allocates.
func isAllocator(name string) bool {
	switch name {
	case "malloc", "calloc", "realloc", "reallocarray", "memalign", "aligned_alloc", "posix_memalign", "valloc", "pvalloc",
		"operator new", "operator new[]", "insist", "allocate", "gmem_born", "gmem_resize":
		return true
	}
	return strings.HasPrefix(name, "gmem_trace_") || strings.HasPrefix(name, "counted_")
}

// readable shortens a name as C++ spells it to what can be searched for: without parameters, the arguments of templates,
// and the type it returns.
func readable(name string) string {
	name = strings.ReplaceAll(name, "(anonymous namespace)::", "")
	class, symbol, is := strings.Cut(name, "operator")
	if !is {
		return bare(name)
	}
	// An operator's own name may be made of brackets and blanks: "operator()", "operator new[]".
	call := strings.HasPrefix(symbol, "()")
	if symbol, _, _ = strings.Cut(symbol, "("); call {
		symbol = "()"
	}
	return bare(class) + "operator" + symbol
}

func bare(name string) string {
	var out strings.Builder
	depth := 0 // of angle brackets
	for _, r := range name {
		switch {
		case r == '<':
			depth++
		case r == '>':
			depth--
		case r == '(' && depth == 0:
			return lastWord(out.String())
		case depth == 0:
			out.WriteRune(r)
		}
	}
	return lastWord(out.String())
}

func lastWord(text string) string { return text[strings.LastIndexByte(text, ' ')+1:] }

// stub is the C function behind a call from Go, whose name begins with _cgo_ and the mark of its package.
func stub(name string, packages map[string]string) string {
	mark, function, found := strings.Cut(strings.TrimPrefix(name, "_cgo_"), "_Cfunc_")
	if !found || !strings.HasPrefix(name, "_cgo_") {
		return name
	}
	called := "C." + strings.TrimPrefix(function, "_C")
	if of := packages[mark]; of != "" {
		called += " (" + of + ")"
	}
	return called
}
