package native

// Resident is what is in RAM, in bytes, of the memory of each owner: pages are looked up one by one, so what was mapped or
// allocated and never touched is not in it. The owners' pages don't overlap.
type Resident struct {
	GoHeap    int64 // spans of objects and of goroutines' stacks, free ones included
	GoRuntime int64 // what else Go's runtime maps: its records of the heap above all
	Jemalloc  int64 // DuckDB's own allocator, with its records
	Glibc     int64 // arenas of glibc's allocator; large blocks, which it maps one by one, are not among them
	Image     int64 // data of the program and its libraries that was written to; as yet unwritten, it is the file's
}
