package store

import (
	"context"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A look-up that finds DuckDB stopped by nobody who writes", func() {
	DescribeTable("goes on once who writes has ended", func(ctx SpecContext, write func(context.Context, *Store) (end func() error, err error)) {
		s, err := Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), Options{Dimension: NoVectors})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(w.Append(ctx, File{Path: "a.py", Hash: "h"}, nil)).To(Succeed())
		Expect(w.Commit(ctx)).To(Succeed())
		end, err := write(ctx, s)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(end)

		_, _ = s.db.ExecContext(ctx, "SET debug_checkpoint_abort = 'before_truncate'; INSERT INTO "+current+".metadata VALUES ('a', 'b'); CHECKPOINT "+current)
		Expect(s.isStopped()).To(BeTrue())
		found := make(chan []File)
		go func() {
			defer GinkgoRecover()
			files, err := s.FilesByHash(ctx, "h", 1)
			Expect(err).NotTo(HaveOccurred())
			found <- files
		}()
		Consistently(ctx, found).Within(200 * time.Millisecond).ShouldNot(Receive())
		Expect(end()).To(Succeed())
		Eventually(ctx, found).Within(10 * time.Second).Should(Receive(HaveLen(1)))
	},
		Entry("an update", func(ctx context.Context, s *Store) (func() error, error) {
			u, err := s.Update(ctx)
			return u.Discard, err
		}),
		Entry("a full index", func(ctx context.Context, s *Store) (func() error, error) {
			w, err := s.Replace(ctx)
			return w.Discard, err
		}),
	)
})
