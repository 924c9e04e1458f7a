package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("Searches at once", Label("slow"), func() {
	const searchers = 4

	It("all answer within the memory limit, while a new index is written to its end", func(ctx SpecContext) {
		s, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), store.Options{Model: "m"})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		Expect(writeLarge(ctx, s)).To(Succeed())

		searching, stop := context.WithCancel(ctx)
		var done sync.WaitGroup
		for range searchers {
			done.Go(func() {
				defer GinkgoRecover()
				for searching.Err() == nil {
					Expect(s.Nearest(ctx, modelVector(), 100)).To(HaveLen(100))
				}
			})
		}
		err = writeLarge(ctx, s)
		stop()
		done.Wait()
		Expect(err).NotTo(HaveOccurred())
	}, SpecTimeout(3*time.Minute))
})

// writeLarge writes an index of four transactions, five times as large as the memory limit.
func writeLarge(ctx context.Context, s *store.Store) error {
	w, err := s.Replace(ctx)
	if err != nil {
		return err
	}
	for i := range 4096 {
		chunks := chunksOf(fmt.Sprint(i), 8)
		for j := range chunks {
			chunks[j].Content, chunks[j].Vector = strings.Repeat("d", 1500), modelVector()
		}
		if err := w.Append(ctx, fileNamed(fmt.Sprint(i)), chunks); err != nil {
			return err
		}
	}
	return w.Commit(ctx)
}

func modelVector() []float32 {
	vector := make([]float32, 768)
	for i := range vector {
		vector[i] = rand.Float32()
	}
	return vector
}
