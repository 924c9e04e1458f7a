//go:build unix

package store_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

// Serial, since the umask is the process's.
var _ = Describe("The files of an index", Serial, func() {
	It("can be read by nobody but their owner, whatever the umask allows", func(ctx SpecContext) {
		folder := GinkgoT().TempDir()
		before := syscall.Umask(0)
		DeferCleanup(syscall.Umask, before)
		s, err := store.Open(ctx, filepath.Join(folder, "index.duckdb"), store.Options{Model: "m", Dimension: 4})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		for range 2 { // the second index is built beside the first
			w, err := s.Replace(ctx)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(w.Discard)
			for i := range 20 { // 20,000 chunks: more than two transactions
				name := fmt.Sprint(i)
				Expect(w.Append(ctx, fileNamed(name), chunksOf(name, 1000))).To(Succeed())
				expectPrivate(folder, "index.duckdb.building", "index.duckdb.building.wal", "index.duckdb.lock", "index.duckdb.tmp")
			}
			Expect(w.Commit(ctx)).To(Succeed())
			expectPrivate(folder, "index.duckdb", "index.duckdb.lock")
		}
		Expect(s.Close()).To(Succeed())
		expectPrivate(folder, "index.duckdb", "index.duckdb.lock")
		Expect(os.ReadDir(folder)).To(HaveLen(2))
	})

	It("don't pile up when a killed process has left some that it spilled, and leave a stranger's file alone", func(ctx SpecContext) {
		path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		Expect(os.Mkdir(path+".tmp", 0o755)).To(Succeed())
		left, stranger := filepath.Join(path+".tmp", "duckdb_temp_storage_DEFAULT-0.tmp"), filepath.Join(path+".tmp", "mine")
		Expect(os.WriteFile(left, nil, 0o600)).To(Succeed())
		Expect(os.WriteFile(stranger, nil, 0o600)).To(Succeed())
		s, err := store.Open(ctx, path, store.Options{Model: "m", Dimension: 4})
		Expect(err).NotTo(HaveOccurred())
		Expect(left).NotTo(BeAnExistingFile())
		expectPrivate(path+".tmp", "mine")
		Expect(os.Stat(path + ".tmp")).To(HaveField("Mode()", os.ModeDir|0o700))
		Expect(s.Close()).To(Succeed())
		Expect(stranger).To(BeAnExistingFile())
	})
})

// expectPrivate looks at every file in a folder, among which those named must be.
func expectPrivate(folder string, names ...string) {
	GinkgoHelper()
	var seen []string
	Expect(filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return err
		}
		info, err := os.Lstat(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Mode().Perm()&0o077).To(BeZero(), "%s is %s", path, info.Mode())
		seen = append(seen, entry.Name())
		return nil
	})).To(Succeed())
	Expect(seen).To(ContainElements(names))
}
