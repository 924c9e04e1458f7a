package chunk

/*
#cgo CFLAGS: -std=gnu11 -Wall -O2
#cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
#cgo noescape tree_open
#cgo nocallback tree_open
#cgo nocallback tree_close
#cgo noescape tree_jump
#cgo nocallback tree_jump
#cgo noescape tree_opens
#cgo nocallback tree_opens
#cgo noescape tree_line
#cgo nocallback tree_line
#cgo nocallback tree_up
#cgo nocallback tree_broken
#cgo noescape tree_search
#cgo nocallback tree_search
#include "tree.h"
*/
import "C"

import (
	"cmp"
	"context"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// tree is the syntax tree of one source, with a cursor on it that begins at the root. All its memory lies in one arena, in
// C. It is for one goroutine.
type tree struct {
	grammar *grammar
	source  []byte
	c       *C.struct_tree
}

// parseLimit bounds one parse.
type parseLimit struct {
	time time.Duration // of the thread, as a processor counts it
	// Bytes of native memory: past the warning the parser is asked to stop, and past the limit it is left.
	native, warning int
}

var installArenas = sync.OnceFunc(func() { C.arena_install() })

// parsed opens a tree of source, hands it to use, and closes it before it returns. What use got from the tree is worth nothing when
// parsed fails.
//
// Every file gets a parser of its own (0.7 µs): one that was stopped keeps half a tree of the old text. C reads the source in
// place, and keeps no pointer to it or to the flag when tree_open returns.
func parsed(ctx context.Context, g *grammar, source []byte, limit parseLimit, use func(*tree)) error {
	installArenas()
	stop := new(uintptr)
	release := context.AfterFunc(ctx, func() { atomic.StoreUintptr(stop, 1) })
	defer release()
	end := startDeadline(limit.time, stop)
	t := tree{grammar: g, source: source}
	t.c = C.tree_open(g.language, (*C.char)(unsafe.Pointer(unsafe.SliceData(source))), C.uint32_t(len(source)),
		(*C.size_t)(unsafe.Pointer(stop)), C.struct_native{limit: C.size_t(limit.native), warning: C.size_t(limit.warning)})
	end.stop()
	defer C.tree_close(t.c)
	if t.c.outcome == C.TREE_PARSED {
		use(&t)
	}
	switch t.c.outcome {
	case C.TREE_TOO_LARGE:
		return errTooComplex
	case C.TREE_ABANDONED:
		return errDeaf
	case C.TREE_STOPPED:
		return cmp.Or(ctx.Err(), errOutOfTime)
	}
	return nil
}

// unit is the child that a jump led to, with what is inseparable from it: see struct unit.
type unit struct {
	child                      span
	head, tail, run            int
	tag                        *tag
	leads, trails, first, list bool
}

// jump moves the cursor to the first child that ends at offset or behind it, and reports whether there is one. What it
// returns is held within start and end.
func (t *tree) jump(offset, start, end int) (unit, bool) {
	rules := t.grammar.rules
	if !C.tree_jump(t.c, unsafe.SliceData(rules), C.uint32_t(len(rules)), C.uint32_t(offset)) {
		return unit{}, false
	}
	u := &t.c.here
	from := min(max(int(u.start), start), end)
	to := min(max(int(u.end), from), end)
	return unit{
		child: span{from, to}, head: min(int(u.head), from), tail: min(max(int(u.tail), to), end), run: min(max(int(u.run), to), end),
		tag:   t.grammar.tagOf(int(u.symbol)),
		leads: bool(u.leads), trails: bool(u.trails), first: bool(u.first), list: bool(u.list),
	}, true
}

// opens reports whether offset lies in a list within the node under the cursor: behind the head of a definition.
func (t *tree) opens(offset int) bool {
	rules := t.grammar.rules
	return bool(C.tree_opens(t.c, unsafe.SliceData(rules), C.uint32_t(len(rules)), C.uint32_t(offset), false).opens)
}

// fills is opens, and reports whether the list has something before offset as well. What lies across offset instead is entered, and
// returned.
func (t *tree) fills(offset int) (entered span, fills bool) {
	rules := t.grammar.rules
	found := C.tree_opens(t.c, unsafe.SliceData(rules), C.uint32_t(len(rules)), C.uint32_t(offset), true)
	return span{int(found.start), int(found.end)}, bool(found.opens)
}

// line is where the siblings begin that stand on one line with the child that the jump to offset led to.
func (t *tree) line(offset int) int {
	rules := t.grammar.rules
	return int(C.tree_line(t.c, unsafe.SliceData(rules), C.uint32_t(len(rules)), C.uint32_t(offset)))
}

// broken reports whether the parser stumbled somewhere.
func (t *tree) broken() bool {
	return bool(C.tree_broken(t.c))
}

// up moves the cursor to the parent.
func (t *tree) up() {
	C.tree_up(t.c)
}

// search returns the next names, and nothing when there are no more. The slice lies in C, and holds until the next call.
func (t *tree) search() []C.struct_found {
	rules := t.grammar.rules
	if !C.tree_search(t.c, unsafe.SliceData(rules), C.uint32_t(len(rules))) {
		return nil
	}
	return unsafe.Slice(t.c.found, int(t.c.found_count))
}
