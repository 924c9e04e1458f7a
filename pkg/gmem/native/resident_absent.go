//go:build !(linux && cgo && (amd64 || arm64) && !race && !asan && !msan)

package native

import "errors"

// ReadResident fails: there are no meters here.
func ReadResident() (Resident, error) {
	return Resident{}, errors.New("read resident pages: there are no meters in this build")
}
