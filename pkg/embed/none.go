package embed

import "context"

// None stands for no model: its vectors have no numbers, and an index made with it holds none. Its zero value is ready to
// use.
type None struct{}

// Model implements Embedder.
func (None) Model() string { return "none" }

// Dimension implements Embedder. It is 0.
func (None) Dimension() int { return 0 }

// Embed implements Embedder. It returns one empty vector for each text.
func (None) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return make([][]float32, len(texts)), nil
}
