// Package nativetest makes known amounts of native memory for specs: blocks of every C and C++ form, mappings, and
// threads, which stay alive until they are given back.
//
// It serves to prove that a meter sees what it should, and to leak on purpose. Whatever a function of this package
// returns belongs to the caller, who gives it back through the counterpart named in its comment, once; Go's garbage
// collector knows nothing of it. Sizes are in bytes. All functions may be called from several goroutines. A function
// that can't get its memory panics, since a spec has no use for less.
//
// It exists on Linux with cgo and glibc only, links libstdc++, and is for tests: no production package imports it.
package nativetest
