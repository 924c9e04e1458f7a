package store_test

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An update", func() {
	It("compares a tree of more files than are compared at once, each of them once", func(ctx SpecContext) {
		const files = 30_000 // four parts, in two groups
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
			Expect(expected).To(HaveKey(found.Path))
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
})
