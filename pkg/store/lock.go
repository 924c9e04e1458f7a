package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/gofrs/flock"
)

// lock takes the exclusive lock on path's lock file; closing it gives the lock back. The file itself stays: removing it would
// let a third opener lock another inode of the same name.
func lock(path string) (*flock.Flock, error) {
	held := flock.New(path+".lock", flock.SetFlag(os.O_CREATE|os.O_RDWR|noFollow), flock.SetPermissions(privateFile))
	locked, err := held.TryLock()
	if err = lockError(locked, err); err != nil {
		return nil, errors.Join(fmt.Errorf("lock: %w", err), held.Close())
	}
	return held, nil
}

// lockError tells a lock that somebody holds from one that the file system can't give, as in some network folders.
func lockError(locked bool, err error) error {
	switch {
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
		return fmt.Errorf("%w (%w)", ErrNoLocks, err)
	case err == nil && !locked:
		return ErrInUse
	}
	return err
}
