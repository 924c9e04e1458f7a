package memory_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// childProgram is the program that children run: a copy of this one. A program that the linker has just written lies in the
// page cache in single pages, of which each fault maps all those around, and takes up to 10 MB more resident memory than the
// same bytes do once they have been copied, or read again. Where copies can't be run it is this program itself.
func childProgram() string {
	GinkgoHelper()
	path, err := copiedProgram()
	Expect(err).NotTo(HaveOccurred())
	return path
}

var copiedProgram = sync.OnceValues(func() (string, error) {
	original, err := os.Executable()
	if err != nil {
		return "", err
	}
	path := filepath.Join(scratch, fmt.Sprintf("child-%d", GinkgoParallelProcess())+filepath.Ext(original))
	if err := copyProgram(path, original); err != nil {
		return "", fmt.Errorf("copy %s for the children: %w", original, err)
	}
	if _, err := exec.LookPath(path); err != nil { // the folder of temporary files may forbid it
		return original, nil
	}
	return path, nil
})

func copyProgram(path, original string) error {
	from, err := os.Open(original)
	if err != nil {
		return err
	}
	defer from.Close() //nolint:errcheck // it was only read
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}
