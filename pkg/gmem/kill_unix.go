//go:build unix

package gmem

import (
	"errors"
	"syscall"
)

// stopProcess has a process stand still. It may have ended.
func stopProcess(pid int) { _ = syscall.Kill(pid, syscall.SIGSTOP) }

// endProcess ends a process at once. That it has ended already is no error.
func endProcess(pid int) error {
	if err := syscall.Kill(pid, syscall.SIGKILL); !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}
