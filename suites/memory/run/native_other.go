//go:build !(linux && cgo)

package run

// Elsewhere there is nothing native to lose or to plant.
var (
	nativeLosses   map[string]func(size int)
	nativeCanaries []planting
)
