package native

import "slices"

// call is one call on the way to a block.
type call struct {
	name string // of the function that called; empty where it has none
	kind kind
}

type kind int

const (
	ofProgram       kind = iota // a function of the program or of a library
	ofProgramStatic             // one that only the symbol table knows
	ofRuntime                   // of the C library, or of C++'s
	ofHook                      // of this package
	ofStub                      // cgo's stub, through which Go called; its name is that of the function it calls
	ofGo
)

// trail is the way to the blocks of a site: the functions of C that have a name, innermost first, each once in a row, and
// without those that tell nothing.
type trail struct {
	calls       []call
	entry       string // the function that Go called, by its stub; empty where C was not called from Go
	hidden      bool   // the outermost function of C has no name
	least, most int64  // bytes of the smallest and the largest block
}

// newTrail keeps of a block's calls, innermost first, what tells something. Where there are only functions of the C
// library it keeps those.
func newTrail(calls []call, least, most int64) trail {
	t := trail{least: least, most: most}
	var standard []call
	nameless := false
	for _, c := range calls {
		if c.kind == ofGo {
			break
		}
		if c.kind == ofStub {
			t.entry = c.name
			break
		}
		if c.kind != ofHook {
			t.hidden = c.name == ""
			nameless = nameless || t.hidden
		}
		switch {
		case c.name == "" || c.kind == ofHook:
		case c.kind == ofRuntime:
			standard = append(standard, c)
		default:
			t.calls = append(t.calls, c)
		}
	}
	if len(t.calls) == 0 && t.entry == "" && !nameless {
		t.calls = standard
	}
	t.calls = slices.CompactFunc(t.calls, func(a, b call) bool { return a.name == b.name })
	return t
}

// layers are the functions that only pass a library's requests on to malloc. A name may tell. Or else what they do tells:
// they call nothing but layers on the way to a block, they are called from several functions, and they allocate blocks of
// several sizes, which a function that allocates for itself seldom does.
type layers map[string]bool

const (
	fewestCallers = 3
	fewestSizes   = 3
)

// findLayers looks at all ways to blocks, alive or not.
func findLayers(trails []trail) layers {
	found := layers{}
	for _, t := range trails {
		for _, c := range t.calls {
			if isAllocating(c.name) {
				found[c.name] = true
			}
		}
	}
	for found.grow(trails) {
	}
	return found
}

// suspect is a function that is innermost among those that aren't layers.
type suspect struct {
	callers map[string]bool
	sizes   map[int64]bool
	cleared bool // it leads to blocks through others too
}

// grow adds the functions that are layers if those found so far are, and reports whether there are any.
func (l layers) grow(trails []trail) bool {
	suspects := map[string]*suspect{}
	of := func(name string) *suspect {
		if suspects[name] == nil {
			suspects[name] = &suspect{callers: map[string]bool{}, sizes: map[int64]bool{}}
		}
		return suspects[name]
	}
	for _, t := range trails {
		first := l.beyond(t)
		for i, c := range t.calls[first:] {
			s := of(c.name)
			outermost := first+i == len(t.calls)-1
			if i > 0 || outermost {
				s.cleared = true
				continue
			}
			s.callers[t.calls[first+1].name] = true
			s.sizes[t.least], s.sizes[t.most] = true, true
		}
	}
	grown := false
	for name, s := range suspects {
		if !s.cleared && len(s.callers) >= fewestCallers && len(s.sizes) >= fewestSizes {
			l[name], grown = true, true
		}
	}
	return grown
}

// beyond is the index of the first call that is none of a layer.
func (l layers) beyond(t trail) int {
	for i, c := range t.calls {
		if !l[c.name] {
			return i
		}
	}
	return len(t.calls)
}

// nameless stands for a place in which no function has a name.
const nameless = "(a function without a name)"

// place is the function that Go called and the innermost one within it that is no layer, "" where that is the same.
func (l layers) place(t trail) (function, within string) {
	told := t.calls[l.beyond(t):]
	function = t.called(told)
	switch {
	case function != "":
	case len(t.calls) > 0:
		function = t.calls[len(t.calls)-1].name
	default:
		return nameless, ""
	}
	if len(told) > 0 && told[0].name != function {
		within = told[0].name
	}
	return function, within
}

// called is the outermost function of C. Where Go called a few lines of C beside its own, it is the library's function that
// these call: one that isn't static. A stub's name has to do where that can't be told.
func (t trail) called(told []call) string {
	if t.entry == "" {
		if len(told) == 0 {
			return ""
		}
		return told[len(told)-1].name
	}
	for _, c := range slices.Backward(told) {
		switch {
		case t.hidden || (c.kind == ofProgramStatic && c.name != t.entry):
			return t.entry
		case c.kind == ofProgram:
			return c.name
		}
	}
	return t.entry
}
