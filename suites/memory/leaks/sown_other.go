//go:build !(linux && cgo)

package leaks

// Elsewhere there is nothing native to lose.
var nativeLosses map[string]func(size int)
