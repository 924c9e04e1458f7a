package store_test

import (
	"fmt"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An update beside many searches", func() {
	It("ends its transaction and restarts DuckDB, whose memory would grow with each of them", func(ctx SpecContext) {
		s := openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"))
		replaceWith(ctx, s, "old.py")
		u, err := s.Update(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(u.Discard)
		for _, path := range []string{"old.py", "first.py", "second.py"} {
			Expect(u.Found(ctx, fileNamed(path))).To(Succeed())
		}
		Expect(u.Changed(ctx, func(store.File, store.File) error { return nil })).To(Succeed())
		Expect(u.Append(ctx, fileNamed("first.py"), chunksOf("first.py", 3))).To(Succeed())
		for n := range 600 {
			Expect(search(ctx, s, store.Query{Text: fmt.Sprint("old py ", n)})).To(HaveLen(3))
		}
		Expect(u.Append(ctx, fileNamed("second.py"), chunksOf("second.py", 3))).To(Succeed())
		Expect(search(ctx, s, store.Query{Text: "first py"})).To(HaveLen(6), "the first file is committed, the second isn't")
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(search(ctx, s, store.Query{Text: "py"})).To(HaveLen(9))
	}, SpecTimeout(time.Minute))
})
