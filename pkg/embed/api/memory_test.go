package api_test

import (
	"context"
	"maps"
	"slices"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed/api"
)

// memory keeps vectors by model and text.
type memory struct {
	mu    sync.Mutex
	known map[string][]float32
}

func (m *memory) Dimension(_ context.Context, model string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, vector := range m.known {
		if len(key) > len(model) && key[:len(model)] == model {
			return len(vector), nil
		}
	}
	return 0, nil
}

func (m *memory) Recall(_ context.Context, model string, texts []string) ([][]float32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = m.known[model+"|"+text]
	}
	return vectors, nil
}

func (m *memory) Keep(_ context.Context, model string, texts []string, vectors [][]float32) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, text := range texts {
		m.known[model+"|"+text] = vectors[i]
	}
	return nil
}

var _ = Describe("A client with a memory", func() {
	var kept *memory

	BeforeEach(func() { kept = &memory{known: map[string][]float32{}} })
	remembering := func(o *api.Options) { o.Memory = kept }

	It("embeds each text once, also within one call, and gives each its vector", func(ctx SpecContext) {
		s := newServer(right)
		c := connected(ctx, s, remembering)
		Expect(c.Embed(ctx, []string{"a", "b"})).To(Equal([][]float32{vectorOf("a"), vectorOf("b")}))
		Expect(c.Embed(ctx, []string{"cc", "a", "cc", "b"})).To(Equal([][]float32{
			vectorOf("cc"), vectorOf("a"), vectorOf("cc"), vectorOf("b"),
		}))
		Expect(s.requests()).To(HaveLen(2))
		Expect(s.requests()[1].texts()).To(Equal([]string{"cc"}))
		Expect(c.Embed(ctx, []string{"b", "a"})).To(HaveLen(2))
		Expect(s.requests()).To(HaveLen(2))
	})

	It("needs no server for what it knows, the dimension included", func(ctx SpecContext) {
		s := newServer(right)
		Expect(connected(ctx, s, remembering).Embed(ctx, []string{"a"})).To(HaveLen(1))
		s.Close()
		c := connected(ctx, s, func(o *api.Options) { o.Memory, o.Dimension = kept, 0 })
		Expect(c.Dimension()).To(Equal(3))
		Expect(c.Embed(ctx, []string{"a"})).To(Equal([][]float32{vectorOf("a")}))
	})

	It("keeps the answer to each request, though a later one fails", func(ctx SpecContext) {
		s := newServer(first(right, status(401, "")))
		c := connected(ctx, s, func(o *api.Options) { o.Memory, o.Batch, o.Concurrency = kept, 1, 1 })
		_, err := c.Embed(ctx, []string{"a", "b"})
		Expect(err).To(HaveOccurred())
		Expect(slices.Collect(maps.Keys(kept.known))).To(ConsistOf("m|a"))
	})

	It("remembers documents by model and prefix, and no queries", func(ctx SpecContext) {
		s := newServer(right)
		c := connected(ctx, s, func(o *api.Options) { o.Memory, o.DocumentPrefix = kept, "d: " })
		Expect(c.Embed(ctx, []string{"a"})).To(HaveLen(1))
		Expect(c.Query(ctx, "q")).To(HaveLen(3))
		Expect(slices.Collect(maps.Keys(kept.known))).To(ConsistOf(`m after "d: "|a`))
	})
})
