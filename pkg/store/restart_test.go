package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An update beside many searches", func() {
	var (
		path string
		s    *store.Store
		u    *store.Update
	)

	// The first of two files is appended, and so much searched that DuckDB is restarted before the second.
	BeforeEach(func(ctx SpecContext) {
		path = filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		s = openIndex(ctx, path)
		replaceWith(ctx, s, "old.py")
		u = startUpdate(ctx, s)
		for _, path := range []string{"old.py", "first.py", "second.py"} {
			Expect(u.Found(ctx, fileNamed(path))).To(Succeed())
		}
		Expect(visited(ctx, u)).To(HaveLen(2))
		Expect(u.Append(ctx, fileNamed("first.py"), chunksOf("first.py", 3))).To(Succeed())
		for n := range 120 {
			Expect(search(ctx, s, store.Query{Text: fmt.Sprint("old py ", n)})).To(HaveLen(3))
		}
	}, NodeTimeout(time.Minute))

	It("ends its transaction and restarts DuckDB, whose memory would grow with each of them", func(ctx SpecContext) {
		Expect(u.Append(ctx, fileNamed("second.py"), chunksOf("second.py", 3))).To(Succeed())
		Expect(search(ctx, s, store.Query{Text: "first py"})).To(HaveLen(6), "the first file is committed, the second isn't")
		Expect(filepath.Join(path + ".wal")).To(BeARegularFile())
		expectPrivate(filepath.Dir(path), "index.duckdb", "index.duckdb.wal")
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(search(ctx, s, store.Query{Text: "py"})).To(HaveLen(9))
	}, SpecTimeout(time.Minute))

	It("leaves no empty log behind when it is given up", func(ctx SpecContext) {
		Expect(u.Discard()).To(Succeed())
		replaceWith(ctx, s, "old.py")
		other := startUpdate(ctx, s)
		Expect(other.Found(ctx, fileNamed("other.py"))).To(Succeed())
		Expect(visited(ctx, other)).To(HaveLen(1))
		Expect(other.Append(ctx, fileNamed("other.py"), chunksOf("other.py", 1))).To(Succeed())
		Expect(os.Stat(path + ".wal")).To(HaveField("Size()", BeZero()))
		Expect(other.Discard()).To(Succeed())
		Expect(path + ".wal").NotTo(BeAnExistingFile())
	}, SpecTimeout(time.Minute))

	It("says so when DuckDB can't be started again, and goes on once it can", func(ctx SpecContext) {
		Expect(os.Rename(path, path+".aside")).To(Succeed())
		Expect(os.Mkdir(path, 0o700)).To(Succeed())
		err := u.Append(ctx, fileNamed("second.py"), chunksOf("second.py", 3))
		Expect(err).To(MatchError(ContainSubstring("start DuckDB again")))
		_, err = s.Search(ctx, store.Query{Text: "first py"})
		Expect(err).To(HaveOccurred())
		Expect(os.Remove(path)).To(Succeed())
		Expect(os.Rename(path+".aside", path)).To(Succeed())
		Expect(u.Discard()).To(Succeed())
		Expect(s.Stats(ctx)).To(HaveField("Incomplete", true))
		Expect(search(ctx, s, store.Query{Text: "first py"})).To(HaveLen(6))
	}, SpecTimeout(time.Minute))

	It("says so when the index is gone, and can be given up", func(ctx SpecContext) {
		Expect(os.Rename(path, path+".aside")).To(Succeed())
		Expect(u.Append(ctx, fileNamed("second.py"), chunksOf("second.py", 3))).To(MatchError(store.ErrNoIndex))
		Expect(u.Discard()).To(Succeed())
		Expect(s.Stats(ctx)).To(Equal(store.Stats{}))
		Expect(s.Close()).To(Succeed())
	}, SpecTimeout(time.Minute))
})
