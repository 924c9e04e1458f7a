package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// MaxMatches is how many matches a search or look-up returns at most: they are in memory together, each with its content.
const MaxMatches = 1000

// nearest ranks by the vectors alone and joins what belongs to the k best: joining first runs out of memory.
const nearest = `WITH nearest AS (
		SELECT chunk_id, array_cosine_distance(embedding, ?::VARCHAR::FLOAT[%d])::DOUBLE AS distance FROM ` + current + `.vectors
		ORDER BY distance, chunk_id LIMIT ?)
	SELECT ` + chunkColumns + `, n.distance FROM nearest n JOIN ` + current + `.chunks c ON c.id = n.chunk_id
	JOIN ` + current + `.files f ON f.id = c.file_id ORDER BY n.distance, c.id`

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
		text, err := direction(vector, s.meta.dimension)
		if err != nil {
			return nil, err
		}
		return matches(ctx, s.db, fmt.Sprintf(nearest, s.meta.dimension), text, k)
	})
}

func checkLimit(name string, limit int) error {
	if limit < 1 || limit > MaxMatches {
		return fmt.Errorf("%s is %d, want 1 to %d", name, limit, MaxMatches)
	}
	return nil
}

// direction is the vector scaled to the length 1, whose squares can't overflow, as DuckDB reads it. A bound slice would leak
// in this driver, about 65 KB for each search.
func direction(vector []float32, dimension int) (string, error) {
	if len(vector) != dimension {
		return "", fmt.Errorf("vector of %d numbers, the index holds vectors of %d", len(vector), dimension)
	}
	var squares float64
	for i, number := range vector {
		if math.IsNaN(float64(number)) || math.IsInf(float64(number), 0) {
			return "", fmt.Errorf("vector with %v at position %d, want finite numbers", number, i)
		}
		squares += float64(number) * float64(number)
	}
	if squares == 0 {
		return "", errors.New("vector of zeros, which has no direction to search in")
	}
	length := math.Sqrt(squares)
	text := []byte{'['}
	for i, number := range vector {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendFloat(text, float64(number)/length, 'g', -1, 32)
	}
	return string(append(text, ']')), nil
}
