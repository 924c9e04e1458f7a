//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package owners

// The functions through which Go's runtime maps memory.

/*
#cgo LDFLAGS: -Wl,--wrap=x_cgo_mmap
#cgo LDFLAGS: -Wl,--wrap=x_cgo_munmap
*/
import "C"
