package store_test

import (
	"fmt"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A store", func() {
	It("commits files without chunks, too", func(ctx SpecContext) {
		path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		s, err := store.Open(ctx, path, store.Options{Dimension: 4})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		logged := func() int64 { return must(os.Stat(path + ".building.wal")).Size() }
		before := logged()
		for i := range 8192 {
			Expect(w.Append(ctx, fileNamed(fmt.Sprint(i)), nil)).To(Succeed())
		}
		Expect(logged()).To(Equal(before))
		Expect(w.Append(ctx, fileNamed("last"), nil)).To(Succeed())
		Expect(logged()).To(BeNumerically(">", before))
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(HaveField("Files", BeEquivalentTo(8193)))
	})
})

var _ = Describe("An update", func() {
	It("lets few long paths wait for its next commit", func(ctx SpecContext) {
		_, s := indexOfThree(ctx)
		u := startUpdate(ctx, s)
		const long = 4000 // 126 of these exceed the bound of 500,000 bytes
		for i := range 127 {
			Expect(s.Stats(ctx)).To(HaveField("Incomplete", i > 125), "after %d files", i)
			file := fileNamed(fmt.Sprintf("%0*d", long, i))
			Expect(u.Found(ctx, file)).To(Succeed())
			Expect(u.Append(ctx, file, nil)).To(Succeed())
		}
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(127)), HaveField("Incomplete", false)))
	})
})
