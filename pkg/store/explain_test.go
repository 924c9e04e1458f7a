package store_test

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An error", func() {
	known := []error{store.ErrNoSpace, store.ErrForbidden, store.ErrDamaged, store.ErrInUse, store.ErrSchema, store.ErrMemory}
	// means expects just one of the known causes, none for nil.
	means := func(err, cause error) {
		GinkgoHelper()
		Expect(err).To(HaveOccurred())
		for _, each := range known {
			if each == cause { //nolint:errorlint // it is one of the list
				Expect(err).To(MatchError(each))
			} else {
				Expect(err).NotTo(MatchError(each))
			}
		}
	}

	DescribeTable("is told by what went wrong and not by the names of files", func(ctx SpecContext, name string) {
		folder := filepath.Join(GinkgoT().TempDir(), name)
		Expect(os.Mkdir(folder, 0o700)).To(Succeed())
		path := filepath.Join(folder, name)
		s := openIndex(ctx, path)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		means(w.Append(ctx, fileNamed(name), []store.Chunk{{Vector: make([]float32, 3)}}), nil)
		Expect(w.Discard()).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(os.WriteFile(path, []byte(strings.Repeat("garbage ", 4096)), 0o600)).To(Succeed())
		_, err = store.Open(ctx, path, store.Options{})
		means(err, store.ErrDamaged)
	},
		Entry("which can sound like the system's errors", "permission denied"),
		Entry("or like DuckDB's", `could not set lock on "no space left on device" now`),
	)

	It("of a memory limit that is too small names the least, and no file is made", func(ctx SpecContext) {
		path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		for _, limit := range []int64{-1, 1, store.MinMemoryLimit - 1} {
			_, err := store.Open(ctx, path, store.Options{MemoryLimit: limit})
			means(err, store.ErrMemory)
			Expect(err).To(MatchError(ContainSubstring("want at least 18000000")))
		}
		Expect(filesBeside(path)).To(BeEmpty())
	})
})
