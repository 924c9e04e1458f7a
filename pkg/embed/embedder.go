package embed

import "context"

// Dimension is the length of the vectors that embecode stores.
const Dimension = 768

// Embedder turns texts into vectors of one length.
type Embedder interface {
	// Model names the model; an index remembers it, because vectors of two models can't be compared.
	Model() string
	// Dimension is the length of each vector.
	Dimension() int
	// Embed returns one vector per text, in the order of the texts. The vectors belong to the caller. It returns
	// ctx's error promptly when it is cancelled. It tries again by itself what may pass, such as a server's being busy: its
	// error ends an index.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}
