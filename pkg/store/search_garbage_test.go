package store_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A search for as many chunks as it may find", func() {
	var s *store.Store

	BeforeEach(func(ctx SpecContext) {
		var err error
		s, err = store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), store.Options{Dimension: store.NoVectors})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		chunks := make([]store.Chunk, store.MaxMatches)
		for i := range chunks {
			var content strings.Builder
			for line := range 12 {
				fmt.Fprintf(&content, "func handleRequest%c(connection, pending, finished) { return computed%c(remaining, values, %d) }\n", 'A'+i%26, 'a'+line, i)
			}
			chunks[i] = goChunk(content.String())
		}
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		Expect(w.Append(ctx, fileNamed("a.go"), chunks)).To(Succeed())
		Expect(w.Commit(ctx)).To(Succeed())
	})

	It("allocates a few times their texts", func(ctx SpecContext) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		matches := search(ctx, s, store.Query{Text: "pending connections", K: store.MaxMatches})
		runtime.ReadMemStats(&after)
		texts := 0
		for _, match := range matches {
			Expect(match.Lines).To(HaveLen(3))
			texts += len(match.Content)
		}
		Expect(matches).To(HaveLen(store.MaxMatches))
		Expect(after.TotalAlloc-before.TotalAlloc).To(BeNumerically("<", 6*texts), "the texts have %d bytes", texts)
	})

	It("waits for Go's collector while somebody writes, and never else", func(ctx SpecContext) {
		collections := func() uint32 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			search(ctx, s, store.Query{Text: "pending connections", K: store.MaxMatches})
			runtime.ReadMemStats(&after)
			return after.NumForcedGC - before.NumForcedGC
		}
		Expect(collections()).To(BeZero())
		startUpdate(ctx, s)
		Expect(collections()).To(BeNumerically(">", 0))
	})
})
