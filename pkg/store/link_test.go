//go:build unix

package store_test

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A link to an index", func() {
	var path, link string

	BeforeEach(func() {
		folder := GinkgoT().TempDir()
		path, link = filepath.Join(folder, "index.duckdb"), filepath.Join(folder, "link.duckdb")
		Expect(os.Symlink("index.duckdb", link)).To(Succeed())
	})

	It("is that index: it can't be opened beside it, and a new index takes the file's place", func(ctx SpecContext) {
		s := openIndex(ctx, path)
		replaceWith(ctx, s, "old.py")
		_, err := store.Open(ctx, link, store.Options{Model: "m", Dimension: 4})
		Expect(err).To(MatchError(store.ErrInUse))
		Expect(s.Close()).To(Succeed())

		s = openIndex(ctx, link)
		Expect(s.Path()).To(Equal(path))
		replaceWith(ctx, s, "new1.py", "new2.py")
		Expect(s.Close()).To(Succeed())
		Expect(os.Readlink(link)).To(Equal("index.duckdb"))
		Expect(rowsOf(ctx, path, "SELECT path FROM files ORDER BY id")).To(Equal([]string{"new1.py", "new2.py"}))
	})

	It("is refused when it leads nowhere", func(ctx SpecContext) {
		_, err := store.Open(ctx, link, store.Options{Model: "m", Dimension: 4})
		Expect(err).To(And(MatchError(os.ErrNotExist), MatchError(ContainSubstring(path))))
		Expect(os.ReadDir(filepath.Dir(link))).To(HaveLen(1))
	})
})
