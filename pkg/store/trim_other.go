//go:build !linux

package store

// trim does nothing where the C library has no such thing.
func trim() {}

// thread is one and the same: where DuckDB has no allocator of its own, nothing is cached for each.
func thread() int { return 0 }
