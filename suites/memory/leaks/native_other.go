//go:build !(linux && cgo)

package leaks

// Elsewhere there is nothing to leak natively with.
var nativeLeaks, notLeaks, nativeHeldOut []Leak
