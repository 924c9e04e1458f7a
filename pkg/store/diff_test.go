package store_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An update", func() {
	It("compares each file of a large tree once", func(ctx SpecContext) {
		const files = 30_000
		_, s := indexOfThree(ctx)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		for i := range files {
			Expect(w.Append(ctx, fileNamed(fmt.Sprint(i)), nil)).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())

		u := startUpdate(ctx, s)
		later := fileNamed("").ModTime.Add(time.Hour)
		expected := map[string]bool{}
		for i := range files {
			file := fileNamed(fmt.Sprint(i))
			switch i % 10 {
			case 0:
				continue // gone
			case 1:
				file.ModTime = later
			case 2:
				Expect(u.Found(ctx, fileNamed(fmt.Sprint("new ", i)))).To(Succeed())
				expected[fmt.Sprint("new ", i)] = true
			}
			Expect(u.Found(ctx, file)).To(Succeed())
			if i%10 == 1 {
				expected[file.Path] = true
			}
		}
		Expect(u.Changed(ctx, func(found, old store.File) error {
			Expect(expected[found.Path]).To(BeTrue(), found.Path)
			delete(expected, found.Path)
			if old.Path == "" {
				return u.Append(ctx, found, nil)
			}
			return u.Touch(ctx, found)
		})).To(Succeed())
		Expect(expected).To(BeEmpty())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(HaveField("Files", BeEquivalentTo(files)))
		Expect(s.Close()).To(Succeed())
		Expect(rowsOf(ctx, s.Path(), fmt.Sprintf(`SELECT count(DISTINCT path) || ' ' || count(*) FILTER (path LIKE '%%0') || ' ' ||
			count(*) FILTER (path LIKE 'new%%') || ' ' || count(*) FILTER (modified = '%s') FROM files`, later.Format("2006-01-02 15:04:05.999999")))).
			To(Equal([]string{"30000 0 3000 3000"}))
	}, Label("slow"), SpecTimeout(time.Minute))

	DescribeTable("needs no more than the least memory limit, whatever the tree", func(ctx SpecContext, files, path int) {
		c := corpus{dimension: 4, size: 25, files: files, chunks: 1, longPaths: path, random: rand.New(rand.NewPCG(6, uint64(GinkgoRandomSeed())))}
		s, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), store.Options{Dimension: 4, MemoryLimit: store.MinMemoryLimit})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		Expect(c.index(ctx, s)).To(Succeed())
		Expect(c.update(ctx, s, 1, 0)).To(Succeed())
		Expect(c.update(ctx, s, 2, 200)).To(Succeed())
		c.files = files / 2
		Expect(c.update(ctx, s, 3, 0)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(files/2)), HaveField("Chunks", BeEquivalentTo(files/2)), HaveField("Incomplete", false)))
		Expect(filesBeside(filepath.Join(s.Path()+".tmp", "any"))).To(BeEmpty(), "of its lists")
	},
		Entry("of 11,000 files", 11_000, 0, SpecTimeout(time.Minute)),
		Entry("of 200,000 files", 200_000, 0, SpecTimeout(2*time.Minute)),
		Entry("with paths of 1,000 bytes", 9000, 1000, SpecTimeout(time.Minute)),
		Entry("with paths of 4,000 bytes", 4200, 4000, SpecTimeout(time.Minute)),
		Label("slow"))
})
