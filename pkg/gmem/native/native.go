package native

// Count is an amount of live native memory: usable bytes, and the blocks they are in. Only differences between two
// readings mean anything: the counters start a little after the process does.
type Count struct {
	Bytes, Blocks int64
}

// Sub is what was added since an earlier reading; negative where memory was freed.
func (c Count) Sub(earlier Count) Count {
	return Count{Bytes: c.Bytes - earlier.Bytes, Blocks: c.Blocks - earlier.Blocks}
}

// Reading is what this process holds in native memory now. Its parts add up: Malloc is CXX and TreeSitter and Other.
type Reading struct {
	Malloc     Count // every live block of the malloc family
	CXX        Count // of these, blocks from operator new
	TreeSitter Count // of these, blocks that tree-sitter holds

	HasCXX        bool // the program has C++ in it; without, CXX is no meter
	HasTreeSitter bool // the program has tree-sitter in it; without, TreeSitter is no meter
}

// Other is what neither C++ nor tree-sitter holds.
func (r Reading) Other() Count { return r.Malloc.Sub(r.CXX).Sub(r.TreeSitter) }

// Glibc is what glibc's allocator says of itself, in bytes.
type Glibc struct {
	Arenas       int64 // taken from the kernel for ordinary blocks
	Mapped       int64 // taken from the kernel for large blocks, each in a mapping of its own
	MappedBlocks int64 // how many of those there are
	Free         int64 // of Arenas, in free chunks; chunks in thread caches are not among them
}

// Retained is memory that the program has freed and glibc has kept: what it took from the kernel, less the live blocks
// and their headers of 8 bytes (16 for a mapped block). Thread caches are part of it. It is address space: of the pages
// at the end of an arena, some may never have been touched.
func (g Glibc) Retained(live Count) int64 {
	return g.Arenas + g.Mapped - live.Bytes - 8*live.Blocks - 8*g.MappedBlocks
}

// Jemalloc is what DuckDB's own allocator says of itself, in bytes. None of it is in a Reading.
type Jemalloc struct {
	Allocated int64 // live, as the program asked for it; the chunks in thread caches count as live
	Metadata  int64 // jemalloc's own
	Resident  int64 // in RAM, metadata and free pages included
	Retained  int64 // address space given back to the kernel but not unmapped; not in RAM
}

// HandleCount says how many handles of one kind were opened and closed since the process started.
type HandleCount struct {
	Kind           string // "tree-sitter tree", "DuckDB value"
	Opened, Closed int64
}

// Open is how many are open now.
func (h HandleCount) Open() int64 { return h.Opened - h.Closed }
