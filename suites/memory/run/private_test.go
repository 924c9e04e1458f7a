//go:build unix

package run_test

import (
	"io/fs"
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/suites/memory/run"
)

// Serial, since the umask is the process's.
var _ = Describe("What a run leaves", Serial, func() {
	It("can be read by nobody but its owner, whatever the umask allows: it names files of the tree", func() {
		kept, out := GinkgoT().TempDir(), filepath.Join(GinkgoT().TempDir(), "new", "folder")
		before := syscall.Umask(0)
		DeferCleanup(syscall.Umask, before)
		Expect(run.Keep(kept, run.Record{Spec: "s"})).To(Succeed())
		path, err := run.Collect(kept, out)
		Expect(err).NotTo(HaveOccurred())
		Expect(path).To(BeAnExistingFile())
		for _, folder := range []string{kept, filepath.Dir(out)} {
			Expect(filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
				Expect(err).NotTo(HaveOccurred())
				info, err := entry.Info()
				Expect(err).NotTo(HaveOccurred())
				Expect(info.Mode().Perm()&0o077).To(BeZero(), "%s is %s", path, info.Mode())
				return nil
			})).To(Succeed())
		}
	})
})
