package store

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// MaxMatches is how many matches a search or look-up returns at most: they are in memory together, each with its content.
const MaxMatches = 1000

// Nearest returns the k chunks whose vectors have the smallest cosine distance to the given one, the nearest first; all
// chunks, when there are fewer. It compares with every vector, so the result is exact, in single precision. Equal distances
// come in the order in which the chunks were written. A chunk whose vector is all zeros has no direction and comes last,
// at distance 2.
//
// k is from 1 to MaxMatches; the vector has the index's dimension, holds finite numbers, and is not all zeros. It returns
// ErrNoIndex when there is no current index, and ErrNoVectors when it holds no vectors.
func (s *Store) Nearest(ctx context.Context, vector []float32, k int) ([]Match, error) {
	return lookUp(ctx, s, "search", func() ([]Match, error) {
		if err := checkLimit("k", k); err != nil {
			return nil, err
		}
		if s.meta.dimension == 0 {
			return nil, ErrNoVectors
		}
		query, err := direction(vector, s.meta.dimension)
		if err != nil {
			return nil, err
		}
		best, err := s.rank(ctx, query, scope{}, k)
		if err != nil {
			return nil, err
		}
		return s.matches(ctx, best)
	})
}

func checkLimit(name string, limit int) error {
	if limit < 1 || limit > MaxMatches {
		return fmt.Errorf("%s is %d, want 1 to %d", name, limit, MaxMatches)
	}
	return nil
}

// direction is the vector scaled to the length 1, whose squares can't overflow.
func direction(vector []float32, dimension int) ([]float32, error) {
	if len(vector) != dimension {
		return nil, fmt.Errorf("vector of %d numbers, the index holds vectors of %d", len(vector), dimension)
	}
	var squares float64
	for i, number := range vector {
		if math.IsNaN(float64(number)) || math.IsInf(float64(number), 0) {
			return nil, fmt.Errorf("vector with %v at position %d, want finite numbers", number, i)
		}
		squares += float64(number) * float64(number)
	}
	if squares == 0 {
		return nil, errors.New("vector of zeros, which has no direction to search in")
	}
	length := math.Sqrt(squares)
	scaled := make([]float32, len(vector))
	for i, number := range vector {
		scaled[i] = float32(float64(number) / length)
	}
	return scaled, nil
}
