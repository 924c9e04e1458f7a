//go:build !(linux && cgo && (amd64 || arm64) && !race && !asan && !msan)

package native

import (
	"errors"

	"github.com/embecode/embecode/pkg/gmem"
)

// Check returns why this package counts nothing in this build.
func Check() error {
	return errors.New("native memory is counted only with cgo on Linux (amd64, arm64), and not under -race, -asan or -msan")
}

func checkCXX() error { return Check() }

// Read returns a zero reading: there are no meters here.
func Read() Reading { return Reading{} }

// ReadResident fails: there are no meters here.
func ReadResident() (gmem.Resident, error) { return gmem.Resident{}, Check() }

// Sites runs work and returns nothing: native allocations are not traced here.
func Sites(work func()) (sites []gmem.Site, note string) {
	work()
	return nil, Check().Error()
}

// Quiet returns false: the settings are not made here.
func Quiet() bool { return false }
