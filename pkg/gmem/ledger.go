package gmem

import "slices"

// Names of the parts that resident memory is made of, in the order of a table. Each is measured on its own.
const (
	PartGoInUse      = "Go heap in use"
	PartGoHeld       = "Go free but held"
	PartGoRuntime    = "Go stacks and runtime"
	PartDuckDB       = "DuckDB buffers (jemalloc)"
	PartTreeSitter   = "tree-sitter"
	PartCPlusPlus    = "C++ objects"
	PartNative       = "other native alive"
	PartRetained     = "retained by the allocator"
	PartFiles        = "file-backed"
	PartUnattributed = "unattributed" // the only one that is derived: what the others leave of RSS
)

// Part is one measured part of resident memory.
type Part struct {
	Name  string `json:"name"`
	Bytes Bytes  `json:"bytes"`
}

// Ledger is resident memory at one moment and the parts measured at the same time. Parts must not overlap.
type Ledger struct {
	RSS   Bytes  `json:"rss_bytes"`
	Parts []Part `json:"parts"`
}

// Unattributed is RSS less the sum of the parts. It is signed and never clamped: below zero, a part counts memory that is
// not resident, or two parts overlap.
func (l Ledger) Unattributed() Bytes {
	remainder := l.RSS
	for _, part := range l.Parts {
		remainder -= part.Bytes
	}
	return remainder
}

// all is every part with the unattributed remainder as the last.
func (l Ledger) all() []Part {
	return append(slices.Clone(l.Parts), Part{PartUnattributed, l.Unattributed()})
}

// part is the part of a name. It is false where it was not measured.
func (l Ledger) part(name string) (Bytes, bool) {
	for _, part := range l.all() {
		if part.Name == name {
			return part.Bytes, true
		}
	}
	return 0, false
}

// Grown is the part that grew most between two ledgers, unattributed included, and by how much. The name is empty when
// none grew. Of two equal ones it is the earlier in the table.
func Grown(before, after Ledger) (name string, by Bytes) {
	if growth := grownParts(before, after); len(growth) > 0 {
		return growth[0].Name, growth[0].Bytes
	}
	return "", 0
}

// grownParts are the parts that grew, most first, each with its growth. A part that only one of the ledgers measured has
// no growth to tell.
func grownParts(before, after Ledger) []Part {
	var growth []Part
	for _, part := range after.all() {
		if was, measured := before.part(part.Name); measured && part.Bytes > was {
			growth = append(growth, Part{part.Name, part.Bytes - was})
		}
	}
	slices.SortStableFunc(growth, func(a, b Part) int {
		switch {
		case a.Bytes > b.Bytes:
			return -1
		case a.Bytes < b.Bytes:
			return 1
		}
		return 0
	})
	return growth
}
