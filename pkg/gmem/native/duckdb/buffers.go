package duckdb

// Buffers is what DuckDB's own allocator, a copy of jemalloc, says of itself, in bytes. None of it is in a reading of
// native memory.
type Buffers struct {
	Allocated int64 // live, as DuckDB asked for it; the chunks in thread caches count as live
	Metadata  int64 // jemalloc's own
	Resident  int64 // in RAM as jemalloc sees it, metadata and free pages included
	Retained  int64 // address space given back to the kernel but not unmapped; not in RAM
}
