// Package duckdb meters DuckDB in the process it is linked into: the bytes of its own allocator, which no count of malloc
// sees, and the handles of its C API that were opened and not closed: databases, connections, statements, results,
// appenders, values and so on.
//
// Importing it is enough: it registers its meters with pkg/gmem. It works with any Go binding that links DuckDB statically,
// since it imports none: it counts in C, behind them, without a build tag of theirs. Kinds of handles are those of DuckDB
// 1.4. What DuckDB allocates as C++ objects, its bound values above all, is in the native meter's C++ part.
//
// Thread caches of jemalloc make its live bytes repeat to 0.2 MB only; they are off in a process with quiet allocators
// (see pkg/gmem/native). Functions may be called from any goroutine. Nothing needs closing.
package duckdb

import "github.com/embecode/embecode/pkg/gmem"

func init() {
	gmem.RegisterPart(gmem.PartMeter{
		Name: "DuckDB buffers (jemalloc)", Check: checkBuffers, Resident: ReadResident,
		Advice: "An appender, transaction or connection stays open, or the buffer pool has no limit.",
		Live: func() (gmem.Live, error) {
			buffers, _ := ReadBuffers()
			return gmem.Live{Bytes: gmem.Bytes(buffers.Allocated)}, nil
		},
	})
	table().Register(checkHandles, "Look for a return, an error or a cancelled context that leaves out Close: "+
		"one open statement or result keeps the whole database alive.")
}
