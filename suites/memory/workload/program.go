package workload

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// copied returns a copy of a program in a folder, for a child to run. A program that the linker has just written lies in the
// page cache in single pages, of which each fault maps all those around, and takes up to 10 MB more resident memory than the
// same bytes do once they have been copied, or read again. Where copies can't be run it is the program itself.
func copied(folder, original string) (string, error) {
	path := filepath.Join(folder, "child"+filepath.Ext(original))
	if _, err := os.Stat(path); err == nil {
		return path, nil // of an earlier job
	}
	if err := copyFile(path, original); err != nil {
		return "", fmt.Errorf("copy %s for a child: %w", original, err)
	}
	if _, err := exec.LookPath(path); err == nil {
		return path, nil
	}
	return original, nil // the folder of temporary files forbids it
}

func copyFile(path, original string) error {
	from, err := os.Open(original)
	if err != nil {
		return err
	}
	defer from.Close() //nolint:errcheck // it was only read
	// What is forked while the copy is being written holds it open for a moment, and the kernel runs no program that may yet be
	// written to ("text file busy").
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}
