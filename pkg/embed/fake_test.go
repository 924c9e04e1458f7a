package embed_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
)

var _ = Describe("The fake embedder", func() {
	var fake embed.Embedder = embed.Fake{}

	It("returns 768 zeros for each text, in vectors that don't overlap", func(ctx SpecContext) {
		vectors, err := fake.Embed(ctx, []string{"a", "", "b"})
		Expect(err).NotTo(HaveOccurred())
		Expect(vectors).To(HaveLen(3))
		for _, vector := range vectors {
			Expect(vector).To(HaveLen(fake.Dimension()))
			Expect(vector).To(HaveEach(float32(0)))
			Expect(vector).To(HaveCap(768), "an append to one vector must not write into the next")
			vector[0], vector[767] = 1, 1
			Expect(vector[1:767]).To(HaveEach(float32(0)))
			vector[0], vector[767] = 0, 0
		}
	})

	It("returns nothing for no texts", func(ctx SpecContext) {
		Expect(fake.Embed(ctx, nil)).To(BeEmpty())
	})

	It("returns the context's error once it is cancelled", func(ctx SpecContext) {
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		_, err := fake.Embed(cancelled, []string{"a"})
		Expect(err).To(MatchError(context.Canceled))
	})
})
