package chunk

// #include "tree.h"
import "C"

import "encoding/binary"

// What a finding is, as flags: the numbers of enum found_is in tree.h.
const (
	foundName    = C.FOUND_NAME    // the name of a definition
	foundScope   = C.FOUND_SCOPE   // what qualifies others
	foundCode    = C.FOUND_CODE    // of a definition whose value is code
	foundTitle   = C.FOUND_TITLE   // no name, but the title of a call
	foundUntyped = C.FOUND_UNTYPED // of a definition without the type that it should have
	foundCalled  = C.FOUND_CALLED  // of a definition in a function that is called at once
	foundTarget  = C.FOUND_TARGET  // of what a call is given first, or a string that comes next; more is what is called
)

// finding is one name, or a part of one, that the search found.
type finding struct {
	start  int  // of what it is the name of
	name   span // in the source
	more   span // what is told besides; empty where there is nothing
	left   int  // how many names of the same definition are left out behind it
	symbol int  // of what it is the name of
	level  int  // how many of the last scopes it lies in
	is     byte
}

// findings are all that a search found, in the order of the source, in six to ten bytes each: numbers of varying length, the
// offsets as differences. A file of a megabyte may define a quarter of a million names.
type findings struct {
	log    []byte
	latest int // start of the last one written or read
	ahead  finding
	peeked bool
}

// find searches a tree.
func find(t *tree) findings {
	var all findings
	for found := t.search(); len(found) > 0; found = t.search() {
		for i := range found {
			all.write(t, &found[i])
		}
	}
	return findings{log: all.log}
}

func (f *findings) write(t *tree, c *C.struct_found) {
	start := max(t.clamp(c.start), f.latest)
	put := func(n int) { f.log = binary.AppendUvarint(f.log, uint64(n)) }
	putSpan := func(from, to C.uint32_t) {
		s := max(t.clamp(from), start)
		put(s - start)
		put(max(t.clamp(to), s) - s)
	}
	put(start - f.latest)
	put(int(c.symbol))
	put(int(c.level))
	f.log = append(f.log, byte(c.is)|hasMore(c))
	putSpan(c.name_start, c.name_end)
	if hasMore(c) != 0 {
		putSpan(c.more_start, c.more_end)
		put(int(c.left))
	}
	f.latest = start
}

// more is the flag of a finding that has more, or leaves names out.
const more = 128

func hasMore(c *C.struct_found) byte {
	if c.more_end > c.more_start || c.left > 0 {
		return more
	}
	return 0
}

// next returns the next finding that begins before end, and false when there is none.
func (f *findings) next(end int) (finding, bool) {
	if !f.peeked {
		if len(f.log) == 0 {
			return finding{}, false
		}
		f.read()
	}
	f.peeked = f.ahead.start >= end
	return f.ahead, !f.peeked
}

func (f *findings) read() {
	take := func() int {
		n, size := binary.Uvarint(f.log)
		f.log = f.log[size:]
		return int(n)
	}
	takeSpan := func() span {
		start := f.latest + take()
		return span{start, start + take()}
	}
	f.latest += take()
	f.ahead = finding{start: f.latest, symbol: take(), level: take(), is: f.log[0]}
	f.log = f.log[1:]
	f.ahead.name = takeSpan()
	if f.ahead.is&more != 0 {
		f.ahead.more = takeSpan()
		f.ahead.left = take()
	}
}

func (t *tree) clamp(offset C.uint32_t) int {
	return min(int(offset), len(t.source))
}
