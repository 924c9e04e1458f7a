package store_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("The skipped files of an index", func() {
	It("are counted by reason, with examples in their order", func(ctx SpecContext) {
		s := openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"))
		_, err := s.Skipped(ctx, 2)
		Expect(err).To(MatchError(store.ErrNoIndex))
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		for _, file := range []store.File{
			{Path: "c.bin", Skipped: store.SkipBinary},
			{Path: "link", Skipped: store.SkipSymlink},
			fileNamed("a.py"),
			{Path: "b.bin", Skipped: store.SkipBinary},
			{Path: "a.bin", Skipped: store.SkipBinary},
		} {
			Expect(w.Append(ctx, file, nil)).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Skipped(ctx, 2)).To(Equal([]store.SkippedFiles{
			{Reason: store.SkipBinary, Files: 3, Examples: []string{"a.bin", "b.bin"}},
			{Reason: store.SkipSymlink, Files: 1, Examples: []string{"link"}},
		}))
	})
})
