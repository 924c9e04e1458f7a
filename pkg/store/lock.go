package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/gofrs/flock"
)

// lockSuffix is behind the name of an index in that of its lock file.
const lockSuffix = ".lock"

// fileLock is the exclusive lock of an index.
type fileLock struct {
	*flock.Flock
	made bool // its file was not there before
}

// lock takes the lock on path's lock file; closing it gives the lock back. The file itself stays, unless the index is refused: whoever has
// waited to open it would lock another inode of the same name.
func lock(path string) (fileLock, error) {
	path += lockSuffix
	for {
		_, err := os.Lstat(path)
		held := fileLock{flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|noFollow), flock.SetPermissions(privateFile)), errors.Is(err, fs.ErrNotExist)}
		locked, err := held.TryLock()
		if err = lockError(locked, err); err != nil {
			if !errors.Is(err, ErrInUse) {
				held.remove()
			}
			return fileLock{}, errors.Join(fmt.Errorf("lock: %w", err), held.Close())
		}
		if held.isCurrent() {
			return held, nil
		}
		if err := held.Close(); err != nil {
			return fileLock{}, fmt.Errorf("lock: %w", err)
		}
	}
}

// isCurrent tells whether the locked file still has its name: who refused the index may have removed it before it was locked.
func (l fileLock) isCurrent() bool {
	named, err := os.Lstat(l.Path())
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	locked, err := l.Stat()
	return err != nil || os.SameFile(locked, named)
}

// remove removes the lock's file, if it was not there before. The lock must still be held.
func (l fileLock) remove() {
	if l.made {
		_ = os.Remove(l.Path())
	}
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
