package indexer_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A tree that is indexed without a model", func() {
	It("has its chunks in the index, and gets vectors by an update once there is a model", func(ctx SpecContext) {
		root := tree(map[string]string{"a.py": "def f():\n    return 1\n", "b.py": "x = 1\n"})
		database := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		update := func(embedder embed.Embedder) (store.Stats, error) {
			GinkgoHelper()
			kept, err := store.Open(ctx, database, indexer.StoreOptions(config.Default(), 0, embedder))
			Expect(err).NotTo(HaveOccurred())
			defer func() { Expect(kept.Close()).To(Succeed()) }()
			parts := realParts(root, indexer.InStore(kept))
			parts.Embedder = embedder
			Expect(newIndexer(root, parts).Update(ctx)).To(Succeed())
			stats, err := kept.Stats(ctx)
			Expect(err).NotTo(HaveOccurred())
			_, err = kept.Nearest(ctx, append([]float32{1}, make([]float32, embed.Dimension-1)...), 1)
			return stats, err
		}
		stats, err := update(embed.None{})
		Expect(stats).To(And(HaveField("Chunks", BeEquivalentTo(2)), HaveField("Dimension", 0), HaveField("Model", "none")))
		Expect(err).To(MatchError(store.ErrNoVectors))

		stats, err = update(embed.Random{})
		Expect(stats).To(And(HaveField("Chunks", BeEquivalentTo(2)), HaveField("Dimension", 768), HaveField("Model", "fake-random")))
		Expect(err).NotTo(HaveOccurred())
	})
})
