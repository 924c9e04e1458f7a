package embed

import (
	"context"
	"slices"
)

// Fake embeds every text as a vector of Dimension zeros, without a model. Its zero value is ready to use.
type Fake struct{}

// Model implements Embedder.
func (Fake) Model() string { return "fake-zeros" }

// Dimension implements Embedder.
func (Fake) Dimension() int { return Dimension }

// Embed implements Embedder. All vectors of one call share one allocation, as a real model's output does.
func (Fake) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return rows(len(texts), Dimension), nil
}

// rows cuts one allocation into n vectors of so many zeros.
func rows(n, numbers int) [][]float32 {
	return slices.Collect(slices.Chunk(make([]float32, n*numbers), numbers))
}
