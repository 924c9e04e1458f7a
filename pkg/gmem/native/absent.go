//go:build !(linux && cgo && (amd64 || arm64) && !race && !asan && !msan)

package native

// Available reports whether the meters of this package count in this process, and if not, why.
func Available() (bool, string) {
	return false, "native memory is counted only with cgo on Linux (amd64, arm64), and not under -race, -asan or -msan"
}

// Read returns a zero reading: there are no meters here.
func Read() Reading { return Reading{} }

// ReadGlibc returns false: there are no meters here.
func ReadGlibc() (Glibc, bool) { return Glibc{}, false }

// ReadJemalloc returns false: there are no meters here.
func ReadJemalloc() (Jemalloc, bool) { return Jemalloc{}, false }

// Handles returns nothing: there are no meters here.
func Handles() []HandleCount { return nil }

// Quiet returns false: the settings are not made here.
func Quiet() bool { return false }
