package indexer_test

import (
	"fmt"
	"os"
	"path/filepath"
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
