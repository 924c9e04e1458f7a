package indexer_test

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

// The store writes the texts of 2,048 chunks at once, within its share of the memory budget: chunks must not be so large that
// it can't.
var _ = Describe("The largest chunks that a configuration can ask for", Label("slow"), func() {
	const files, bytes = 14, 2_000_000

	DescribeTable("fit the memory budget, however many of them lie next to each other", func(ctx SpecContext, line string, budget int) {
		root, cfg := GinkgoT().TempDir(), config.Default()
		if budget > 0 {
			cfg.Index.Languages = map[string]int{config.DefaultLanguage: budget}
		}
		for i := range files {
			text := strings.Repeat(line, bytes/len(line))
			Expect(os.WriteFile(filepath.Join(root, string(rune('a'+i))+".md"), []byte(text), 0o600)).To(Succeed())
		}
		path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		embedder := embed.Random{Seed: 1}
		index, err := store.Open(ctx, path, store.Options{Model: embedder.Model()})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(index.Close)
		parts := realParts(root, indexer.InStore(index))
		size := 0
		parts.Chunker, parts.Embedder = largest{indexer.NewChunker(cfg, 0), &size}, embedder
		ix, err := indexer.New(root, parts, indexer.Options{Workers: 1})
		Expect(err).NotTo(HaveOccurred())
		Expect(ix.FullIndex(ctx)).To(Succeed())
		Expect(ix.Status().Chunks).To(BeNumerically(">", 2048))
		Expect(size).To(BeNumerically("~", 8100, 200), "or this tree doesn't ask for much")
	},
		Entry("code", "the quick brown fox jumps over the lazy dog\n", config.MaxBudget),
		Entry("letters of three bytes", strings.Repeat("電", 40)+"\n", config.MaxBudget),
		Entry("hardly more than blanks", strings.Repeat(" ", 60)+"x\n", config.MaxBudget),
		Entry("hardly more than blanks, with the budgets that hold by default", strings.Repeat(" ", 60)+"xy\n", 0),
	)
})

// largest notes the size of the largest chunk, in bytes. It is for one worker.
type largest struct {
	indexer.Chunker
	size *int
}

func (l largest) Split(ctx context.Context, path string, source []byte) (iter.Seq[chunk.Chunk], error) {
	chunks, err := l.Chunker.Split(ctx, path, source)
	if err != nil {
		return nil, err
	}
	return func(yield func(chunk.Chunk) bool) {
		for one := range chunks {
			if *l.size = max(*l.size, len(one.Content)); !yield(one) {
				return
			}
		}
	}, nil
}
