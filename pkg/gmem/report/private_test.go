//go:build unix

package report_test

import (
	"io/fs"
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/report"
)

// Serial, since the umask is the process's.
var _ = Describe("What a report leaves", Serial, func() {
	It("can be read by nobody but its owner, whatever the umask allows: it names paths", func() {
		before := syscall.Umask(0)
		DeferCleanup(syscall.Umask, before)
		parent := GinkgoT().TempDir()
		folder := filepath.Join(parent, "new", "folder")
		Expect(report.File{Runs: []report.Run{leaky()}}.Write(filepath.Join(folder, report.FileName))).To(Succeed())
		Expect(report.WritePage(folder)).To(Succeed())
		Expect(namesIn(folder)).To(HaveLen(3))
		Expect(filepath.WalkDir(filepath.Join(parent, "new"), func(path string, entry fs.DirEntry, err error) error {
			Expect(err).NotTo(HaveOccurred())
			info, err := entry.Info()
			Expect(err).NotTo(HaveOccurred())
			Expect(info.Mode().Perm()&0o077).To(BeZero(), "%s is %s", path, info.Mode())
			return nil
		})).To(Succeed())
	})
})
