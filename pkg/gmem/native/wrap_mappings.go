//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

// The functions through which Go's runtime and DuckDB's jemalloc map memory.

/*
#cgo LDFLAGS: -Wl,--wrap=duckdb_je_pages_map
#cgo LDFLAGS: -Wl,--wrap=duckdb_je_pages_unmap
#cgo LDFLAGS: -Wl,--wrap=x_cgo_mmap
#cgo LDFLAGS: -Wl,--wrap=x_cgo_munmap
*/
import "C"
