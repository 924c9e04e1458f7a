//go:build !linux

package store

// trim does nothing where the C library has no such thing.
func trim() {}
