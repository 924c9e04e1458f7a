package embed_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
)

var _ = Describe("No embedder", func() {
	var none embed.Embedder = embed.None{}

	It("gives each text a vector of no numbers, as its dimension says", func(ctx SpecContext) {
		Expect(none.Dimension()).To(BeZero())
		Expect(none.Embed(ctx, []string{"a", "b"})).To(And(HaveLen(2), HaveEach(BeEmpty())))
	})

	It("returns the context's error once it is cancelled", func(ctx SpecContext) {
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		_, err := none.Embed(cancelled, []string{"a"})
		Expect(err).To(MatchError(context.Canceled))
	})
})
