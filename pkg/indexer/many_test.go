package indexer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A folder of 100,000 tiny files", Label("slow"), func() {
	It("is indexed whole", func(ctx SpecContext) {
		const files, linked = 100_000, 25_000 // links to one file: some file systems allow 65,000
		root, base := GinkgoT().TempDir(), ""
		for i := range files {
			path := filepath.Join(root, fmt.Sprintf("f%06d.py", i))
			if i%linked == 0 {
				base = path
				Expect(os.WriteFile(path, []byte("x = 1\n"), 0o600)).To(Succeed())
				continue
			}
			Expect(os.Link(base, path)).To(Succeed())
		}
		status, stats := realIndex(ctx, root, filepath.Join(GinkgoT().TempDir(), "index.duckdb"))
		Expect([]int64{status.Found, status.Indexed, stats.Files, stats.Chunks}).To(HaveEach(BeEquivalentTo(files)))
	}, SpecTimeout(5*time.Minute))
})

var _ = Describe("A folder below the longest path", Label("slow"), func() {
	It("is indexed whole, with more files than DuckDB writes at once", func(ctx SpecContext) {
		const files = 2_100
		dir := GinkgoT().TempDir()
		root, err := os.OpenRoot(dir)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(root.Close)
		path := strings.Repeat(strings.Repeat("p", 255)+"/", 32) // 8 KiB
		Expect(root.MkdirAll(path, 0o700)).To(Succeed())
		folder, err := root.OpenRoot(path)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(folder.Close)
		for i := range files {
			Expect(folder.WriteFile(fmt.Sprintf("%d.py", i), []byte("x = 1\n"), 0o600)).To(Succeed())
		}
		status, stats := realIndex(ctx, dir, filepath.Join(GinkgoT().TempDir(), "index.duckdb"))
		Expect([]int64{status.Found, status.Indexed, stats.Files, stats.Chunks}).To(HaveEach(BeEquivalentTo(files)))
	}, SpecTimeout(time.Minute))
})
