package main

import (
	"context"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
)

// numbers is an embedder of vectors of so many pseudo-random numbers.
type numbers int

func (n numbers) Model() string  { return fmt.Sprintf("numbers-%d", n) }
func (n numbers) Dimension() int { return int(n) }
func (n numbers) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = n.of(text)
	}
	return vectors, ctx.Err()
}

func (n numbers) of(text string) []float32 {
	random := rand.New(rand.NewPCG(uint64(crc32.ChecksumIEEE([]byte(text))), uint64(n)))
	vector := make([]float32, n)
	for i := range vector {
		vector[i] = random.Float32() - 0.5
	}
	return vector
}
