package indexer

import (
	"context"
	"fmt"
	"math"
	"path"
	"runtime/debug"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/store"
)

// embedBatch is how many texts the embedder gets at once, at most.
const embedBatch = 64

// embed gives each chunk of a window its vector, where there is a model. Any fault of the embedder ends the run, since an index
// with holes in it would answer wrongly without telling. What may pass is for the embedder to try again.
func (r *run) embed(ctx context.Context, w *window) error {
	if len(w.chunks) == 0 || r.parts.Embedder.Dimension() == 0 {
		return nil
	}
	texts := make([]string, 0, len(w.chunks))
	for _, p := range w.parts {
		for range p.chunks {
			texts = append(texts, EmbeddedText(p.file.file.Path, &w.chunks[len(texts)]))
		}
	}
	vectors, err := embedOnce(ctx, r.parts.Embedder, texts)
	if err != nil {
		return fmt.Errorf("embed %d chunks with %s: %w", len(texts), r.parts.Embedder.Model(), err)
	}
	for i := range vectors {
		w.chunks[i].Vector = vectors[i]
	}
	return nil
}

// EmbeddedText returns the text that is embedded of a chunk of a file. It names the file but not its folder, so that a file that is moved to
// another one, or a folder that is renamed, keeps its vectors.
func EmbeddedText(file string, c *store.Chunk) string {
	return "file: " + path.Base(file) + "\n" + chunk.WithoutPath(c.Context) + "\n" + c.Content
}

// embedOnce asks the embedder once and checks what it answers. Its panic is an error like any other: the run has to clean
// up behind itself.
func embedOnce(ctx context.Context, embedder embed.Embedder, texts []string) (vectors [][]float32, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			vectors, err = nil, fmt.Errorf("the embedder panicked: %v\n%s", reason, debug.Stack())
		}
	}()
	vectors, err = embedder.Embed(ctx, texts)
	if err != nil {
		return nil, err
	}
	if len(vectors) != len(texts) {
		return nil, fmt.Errorf("got %d vectors for %d texts", len(vectors), len(texts))
	}
	for i, vector := range vectors {
		if err := checkVector(vector, embedder.Dimension()); err != nil {
			return nil, fmt.Errorf("vector %d: %w", i, err)
		}
	}
	return vectors, nil
}

// exponent are the bits of a float32 that are all set in NaN and the infinities alone (IEEE 754).
const exponent = 0x7f800000

func checkVector(vector []float32, dimension int) error {
	if len(vector) != dimension {
		return fmt.Errorf("%d numbers, want %d", len(vector), dimension)
	}
	for i, x := range vector {
		if math.Float32bits(x)&exponent == exponent {
			return fmt.Errorf("number %d is %g, which nothing can be compared with", i, x)
		}
	}
	return nil
}
