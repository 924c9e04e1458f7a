package chunk

import (
	"context"
	"slices"
)

// Cut returns all chunks of a file at once.
func (c *Chunker) Cut(ctx context.Context, path string, source []byte) ([]Chunk, error) {
	chunks, _, err := c.locate(ctx, path, source)
	return chunks, err
}

// locate returns with the chunks of a file where each lies in its text: the source, or what that is decoded to.
func (c *Chunker) locate(ctx context.Context, path string, source []byte) ([]Chunk, []span, error) {
	cut, text, language, err := c.plan(ctx, path, source)
	if err != nil {
		return nil, nil, err
	}
	return slices.Collect(cut.chunks(path, language, text)), cut.spans, nil
}
