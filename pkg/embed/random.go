package embed

import (
	"cmp"
	"context"
	"hash/crc32"
)

// Random embeds a text as pseudo-random numbers between -1 and 1, without a model: the same text and seed give the same
// vector. Unlike Fake's zeros they don't compress, as a real model's vectors don't. Its zero value is ready to use.
type Random struct {
	Seed    uint64
	Numbers int // in each vector; 0 means Dimension
}

// Model implements Embedder.
func (Random) Model() string { return "fake-random" }

// Dimension implements Embedder.
func (r Random) Dimension() int { return cmp.Or(r.Numbers, Dimension) }

// Embed implements Embedder. All vectors of one call share one allocation, as a real model's output does.
func (r Random) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	vectors := rows(len(texts), r.Dimension())
	for i, text := range texts {
		fill(vectors[i], r.Seed^uint64(len(text))<<32^uint64(crc32.Checksum([]byte(text), castagnoli)))
	}
	return vectors, nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli) // the polynomial that processors have an instruction for

// fill writes two numbers for each step of SplitMix64 (Steele, Lea and Flood: Fast splittable pseudorandom number
// generators, 2014). The last of an odd number stays zero.
func fill(vector []float32, state uint64) {
	for i := 0; i+1 < len(vector); i += 2 {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		vector[i], vector[i+1] = unit(uint32(z)), unit(uint32(z>>32))
	}
}

// unit maps all 32-bit numbers evenly to [-1, 1).
func unit(bits uint32) float32 { return float32(int32(bits)>>8) / (1 << 23) }
