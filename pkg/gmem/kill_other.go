//go:build !unix

package gmem

import (
	"errors"
	"os"
)

// stopProcess does nothing where processes can't be stopped.
func stopProcess(int) {}

// endProcess ends a process at once. That it has ended already is no error.
func endProcess(pid int) error {
	process, err := os.FindProcess(pid)
	if err == nil {
		err = process.Kill()
	}
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}
