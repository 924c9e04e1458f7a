package store_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A search within its memory limit", Label("slow"), func() {
	DescribeTable("finds among chunks that have as many words as they may, below a path that holds all of them", func(ctx SpecContext, limit int64) {
		random := rand.New(rand.NewPCG(6, uint64(GinkgoRandomSeed())))
		s, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"),
			store.Options{Dimension: 4, MemoryLimit: limit})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		chunksOf := func(count int) []store.Chunk {
			chunks := make([]store.Chunk, count)
			for i := range chunks {
				var content strings.Builder
				for content.Len() < 8000 {
					fmt.Fprintf(&content, "w%c%c%cx ", 'a'+random.IntN(26), 'a'+random.IntN(26), 'a'+random.IntN(26))
				}
				chunks[i] = goChunk(content.String())
				chunks[i].Vector = []float32{random.Float32(), random.Float32(), 1, 0}
			}
			return chunks
		}
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		const files = 30
		for i := range files {
			Expect(w.Append(ctx, fileNamed(fmt.Sprintf("src/%02d.go", i)), chunksOf(100))).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
		u := startUpdate(ctx, s)
		for i := range files {
			Expect(u.Found(ctx, fileNamed(fmt.Sprintf("src/%02d.go", i)))).To(Succeed())
		}
		for i := 0; i < files; i += 7 {
			Expect(u.Append(ctx, fileNamed(fmt.Sprintf("src/%02d.go", i)), chunksOf(100))).To(Succeed())
		}
		Expect(u.Commit(ctx)).To(Succeed())

		question := "src " + chunksOf(1)[0].Content // a word that finds every chunk by its path, and more than count
		for range 3 {
			Expect(search(ctx, s, store.Query{Text: question, Path: "src", K: store.MaxMatches})).To(HaveLen(store.MaxMatches))
			Expect(search(ctx, s, store.Query{Text: question, Path: "src", Vector: []float32{1, 2, 3, 4}})).To(HaveLen(10))
		}
	},
		Entry("with the least memory limit", int64(store.MinMemoryLimit), SpecTimeout(3*time.Minute)),
		Entry("with the memory limit from which on they may have twice as many", int64(24_000_000), SpecTimeout(3*time.Minute)))
})
