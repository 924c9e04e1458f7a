package indexer

import (
	"context"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/embecode/embecode/pkg/store"
)

// embedBatch is how many texts the embedder gets at once, at most.
const embedBatch = 64

// writeAll embeds and appends what the workers have cut. A batch is what is ready, up to embedBatch chunks: it never
// waits for more, since the workers may be waiting for the bytes that it holds.
func (r *run) writeAll(ctx context.Context) error {
	var batch []cutFile
	for first := range r.cut {
		batch = append(batch[:0], first)
		for chunks := len(first.chunks); chunks < embedBatch; {
			next, ready := r.nextReady()
			if !ready {
				break
			}
			batch = append(batch, next)
			chunks += len(next.chunks)
		}
		if err := r.writeBatch(ctx, batch); err != nil {
			return err
		}
		clear(batch) // or the last batch's texts would live until the next
	}
	return ctx.Err()
}

// nextReady is the next file that is cut already.
func (r *run) nextReady() (cutFile, bool) {
	select {
	case next, open := <-r.cut:
		return next, open
	default:
		return cutFile{}, false
	}
}

func (r *run) writeBatch(ctx context.Context, batch []cutFile) error {
	if err := r.embedAll(ctx, batch); err != nil {
		return err
	}
	for _, done := range batch {
		if err := r.writer.Append(ctx, done.file, done.chunks); err != nil {
			return err
		}
		if done.file.Skipped == "" {
			r.progress.indexed(len(done.chunks))
		} else {
			r.progress.skipped(done.file.Skipped)
		}
		r.inFlight.Release(done.weight)
	}
	return nil
}

// embedAll gives every chunk of the batch its vector.
func (r *run) embedAll(ctx context.Context, batch []cutFile) error {
	var waiting []*store.Chunk
	for _, done := range batch {
		for i := range done.chunks {
			waiting = append(waiting, &done.chunks[i])
		}
	}
	for len(waiting) > 0 {
		n := min(len(waiting), embedBatch)
		if err := r.embed(ctx, waiting[:n]); err != nil {
			return err
		}
		waiting = waiting[n:]
	}
	return nil
}

func (r *run) embed(ctx context.Context, chunks []*store.Chunk) error {
	texts := make([]string, len(chunks))
	for i, c := range chunks {
		texts[i] = c.Context + "\n" + c.Content
	}
	vectors, err := r.parts.Embedder.Embed(ctx, texts)
	if err != nil {
		return fmt.Errorf("embed %d chunks with %s: %w", len(texts), r.parts.Embedder.Model(), err)
	}
	if len(vectors) != len(texts) {
		return fmt.Errorf("embed with %s: got %d vectors for %d texts", r.parts.Embedder.Model(), len(vectors), len(texts))
	}
	for i, vector := range vectors {
		if len(vector) != r.parts.Embedder.Dimension() {
			return fmt.Errorf("embed with %s: got a vector of %d numbers, want %d",
				r.parts.Embedder.Model(), len(vector), r.parts.Embedder.Dimension())
		}
		chunks[i].Vector = vector
	}
	return nil
}

// printable writes a name that is not valid UTF-8 with its odd bytes escaped, so that the store can keep it.
func printable(path string) string {
	if utf8.ValidString(path) {
		return path
	}
	quoted := strconv.QuoteToGraphic(path)
	return quoted[1 : len(quoted)-1]
}
