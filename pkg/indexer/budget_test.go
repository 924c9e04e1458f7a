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

var _ = Describe("A memory budget", func() {
	DescribeTable("is divided without a rest that nobody has planned for", func(budget indexer.Budget) {
		held := indexer.Budget(budget.Store()) + indexer.Budget(budget.Parsers()) + 2*indexer.Budget(budget.InFlight())
		Expect(held).To(BeNumerically("<", budget-30_000_000), "the program itself needs its room")
		Expect(held).To(BeNumerically(">", (budget-64_000_000)*9/10), "nor is any of it given away")
	},
		Entry("at its default", indexer.DefaultBudget),
		Entry("at its least", indexer.MinBudget),
		Entry("at 1 GB", indexer.Budget(1_000_000_000)),
	)

	It("is the default one when it is zero", func() {
		var none indexer.Budget
		Expect(none.Store()).To(Equal(indexer.DefaultBudget.Store()))
		Expect(none.Parsers()).To(Equal(indexer.DefaultBudget.Parsers()))
		Expect(none.InFlight()).To(Equal(indexer.DefaultBudget.InFlight()))
	})

	It("is refused when it is too small to work with", func(ctx SpecContext) {
		parts := realParts(tree(nil), &memoryStore{})
		for _, budget := range []indexer.Budget{-1, 1, 90_000_000, indexer.MinBudget - 1} {
			kept, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), indexer.StoreOptions(config.Default(), budget, embed.None{}))
			Expect(err).NotTo(HaveOccurred(), "it is for New to refuse it, with what is needed")
			Expect(kept.Close()).To(Succeed())
			_, err = indexer.New(".", parts, indexer.Options{Budget: budget})
			Expect(err).To(MatchError(ContainSubstring("want at least 118000000")))
		}
		_, err := indexer.New(".", parts, indexer.Options{Budget: indexer.MinBudget})
		Expect(err).NotTo(HaveOccurred())
	})
})

var _ = Describe("The fingerprint of what decides the chunks", func() {
	It("changes with the chunk budgets, the parsers' share and what is left out, and with nothing else", func() {
		cfg := config.Default()
		plain := indexer.Fingerprint(cfg, 0)
		Expect(indexer.Fingerprint(config.Default(), indexer.DefaultBudget)).To(Equal(plain))
		Expect(indexer.Fingerprint(cfg, 200_000_000)).NotTo(Equal(plain))
		cfg.Index.Exclude = append(cfg.Index.Exclude, "*.tmp")
		Expect(indexer.Fingerprint(cfg, 0)).To(Equal(plain))
		cfg.Index.Generated = true
		Expect(indexer.Fingerprint(cfg, 0)).NotTo(Equal(plain))
		cfg.Index.Generated = false
		cfg.Index.Languages["go"] = 777
		Expect(indexer.Fingerprint(cfg, 0)).NotTo(Equal(plain))
		cfg = config.Default()
		cfg.Index.Encodings = map[string][]string{"gbk": {"*.py"}}
		said := indexer.Fingerprint(cfg, 0)
		Expect(said).NotTo(Equal(plain))
		cfg.Index.Encodings["gbk"] = []string{"*.c"}
		Expect(indexer.Fingerprint(cfg, 0)).NotTo(Or(Equal(plain), Equal(said)))
	})
})
