package indexer_test

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A run that finds no file to index", func() {
	var root string
	var kept *store.Store

	BeforeEach(func(ctx SpecContext) {
		root = tree(map[string]string{"a.py": "a = 1\n", "src/b.py": "b = 1\n", "x.bin": "x"})
		var err error
		kept, err = store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), indexer.StoreOptions(config.Default(), 0, embed.Random{}))
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(kept.Close)
	})

	including := func(pattern string, allowEmpty bool) *indexer.Indexer {
		GinkgoHelper()
		parts := realParts(root, indexer.InStore(kept))
		parts.Embedder = embed.Random{}
		options := walk.Options{}
		if pattern != "" {
			options.Include = []string{pattern}
		}
		var err error
		parts.Walker, err = walk.New(root, options)
		Expect(err).NotTo(HaveOccurred())
		ix, err := indexer.New(root, parts, indexer.Options{AllowEmpty: allowEmpty})
		Expect(err).NotTo(HaveOccurred())
		return ix
	}

	files := func(ctx SpecContext) int64 {
		GinkgoHelper()
		stats, err := kept.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(stats.Incomplete).To(BeFalse())
		return stats.Files
	}

	It("leaves an index that holds files as it is, and says so", func(ctx SpecContext) {
		Expect(including("", false).FullIndex(ctx)).To(Succeed())
		Expect(files(ctx)).To(BeEquivalentTo(2))
		for _, pattern := range []string{"none/", "*.bin"} {
			ix := including(pattern, false)
			for _, work := range []func() error{func() error { return ix.FullIndex(ctx) }, func() error { return ix.Update(ctx) }} {
				Expect(work()).To(And(MatchError(indexer.ErrNothingFound), MatchError(ContainSubstring("the current index holds 2"))))
				Expect(ix.Status().State).To(Equal(indexer.Failed))
				Expect(files(ctx)).To(BeEquivalentTo(2))
			}
		}
		Expect(including("", false).Update(ctx)).To(Succeed())
		Expect(files(ctx)).To(BeEquivalentTo(2))
	})

	It("empties it if that is allowed", func(ctx SpecContext) {
		Expect(including("", false).FullIndex(ctx)).To(Succeed())
		for _, name := range []string{"a.py", "src/b.py"} {
			Expect(os.Remove(filepath.Join(root, name))).To(Succeed())
		}
		Expect(including("", false).Update(ctx)).To(MatchError(indexer.ErrNothingFound))
		Expect(including("", true).Update(ctx)).To(Succeed())
		Expect(files(ctx)).To(BeZero())
		Expect(including("none/", true).FullIndex(ctx)).To(Succeed())
		Expect(files(ctx)).To(BeZero())
	})

	It("makes an empty index where there is none, or none with files", func(ctx SpecContext) {
		for range 2 {
			Expect(including("none/", false).FullIndex(ctx)).To(Succeed())
			Expect(including("none/", false).Update(ctx)).To(Succeed())
		}
		Expect(files(ctx)).To(BeZero())
	})
})
