//go:build unix

package store_test

import (
	"os"
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A store", func() {
	DescribeTable("refuses what is no file in the place of an index, and leaves it there", func(ctx SpecContext, put func(path string) error) {
		path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		Expect(put(path)).To(Succeed())
		_, opened := store.Open(ctx, path, diskOptions)
		_, recovered := store.Recover(ctx, path)
		for _, err := range []error{opened, recovered} {
			Expect(err).To(MatchError(store.ErrSchema))
			Expect(err).To(MatchError(And(ContainSubstring(path), ContainSubstring("no regular file"))))
		}
		Expect(filesBeside(path)).To(ConsistOf("index.duckdb"))
	},
		Entry("a folder", func(path string) error { return os.Mkdir(path, 0o700) }),
		Entry("a FIFO", func(path string) error { return syscall.Mkfifo(path, 0o600) }),
	)

	DescribeTable("refuses what is no folder in the place of its temporary files, and leaves it as it is", func(ctx SpecContext, put func(path string) error) {
		folder := GinkgoT().TempDir()
		path, others := filepath.Join(folder, "index.duckdb"), filepath.Join(folder, "others", "duckdb_temp_1")
		Expect(os.Mkdir(filepath.Dir(others), 0o755)).To(Succeed())
		Expect(os.WriteFile(others, []byte("kept"), 0o600)).To(Succeed())
		Expect(put(path + ".tmp")).To(Succeed())
		before := must(os.Lstat(path + ".tmp")).Mode()
		_, err := store.Open(ctx, path, diskOptions)
		Expect(err).To(MatchError(And(ContainSubstring(path+".tmp"), ContainSubstring("move it away"))))
		Expect(must(os.Lstat(path + ".tmp")).Mode()).To(Equal(before))
		Expect(os.ReadFile(others)).To(BeEquivalentTo("kept"))
		Expect(must(os.Stat(filepath.Dir(others))).Mode().Perm()).To(BeEquivalentTo(0o755))
	},
		Entry("a file", func(path string) error { return os.WriteFile(path, []byte("kept"), 0o640) }),
		Entry("a link to a folder", func(path string) error { return os.Symlink("others", path) }),
	)

	DescribeTable("refuses what is no file in the place of its log, and recovers", func(ctx SpecContext, put func(path string) error) {
		path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		s := openIndex(ctx, path)
		replaceWith(ctx, s, "a.py")
		Expect(s.Close()).To(Succeed())
		Expect(put(path + ".wal")).To(Succeed())
		_, err := store.Open(ctx, path, store.Options{})
		Expect(err).To(MatchError(store.ErrDamaged))
		Expect(err).To(MatchError(And(ContainSubstring(path+".wal"), ContainSubstring("no regular file"))))
		Expect(store.Recover(ctx, path)).To(Equal([]string{path + ".wal.damaged1"}))
		Expect(openIndex(ctx, path).Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(1)), HaveField("Incomplete", true)))
	},
		Entry("a folder", func(path string) error { return os.Mkdir(path, 0o700) }),
		Entry("a FIFO", func(path string) error { return syscall.Mkfifo(path, 0o600) }),
		Entry("a link that leads nowhere", func(path string) error { return os.Symlink("nowhere", path) }),
		Entry("a link that leads to itself", func(path string) error { return os.Symlink(filepath.Base(path), path) }),
	)
})
