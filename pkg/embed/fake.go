package embed

import "context"

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
	return rows(len(texts)), nil
}

// rows cuts one allocation into n vectors of zeros.
func rows(n int) [][]float32 {
	all := make([]float32, n*Dimension)
	vectors := make([][]float32, n)
	for i := range vectors {
		vectors[i] = all[i*Dimension : (i+1)*Dimension : (i+1)*Dimension]
	}
	return vectors
}
