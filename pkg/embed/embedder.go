package embed

import (
	"context"
	"errors"
)

// Dimension is the length of the vectors that embecode stores.
const Dimension = 768

// ErrTransient is wrapped by an Embedder around an error that may not come again, such as a server's that is busy.
var ErrTransient = errors.New("this may pass; try again")

// Embedder turns texts into vectors of one length.
type Embedder interface {
	// Model names the model; an index remembers it, because vectors of two models can't be compared.
	Model() string
	// Dimension is the length of each vector.
	Dimension() int
	// Embed returns one vector per text, in the order of the texts. The vectors belong to the caller. It returns
	// ctx's error promptly when it is cancelled. An error that may not come again wraps ErrTransient.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}
