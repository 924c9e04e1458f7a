package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ranked is a chunk and its cosine distance to what is searched for.
type ranked struct {
	chunk    int64
	distance float64
}

// rankPage is how many chunks of sliced vectors are ranked together.
const rankPage = 8192

// rank returns the k chunks nearest to the direction, by the vectors alone: joining first runs out of memory.
func (s *Store) rank(ctx context.Context, direction []float32, within scope, k int) ([]ranked, error) {
	count, length := vectorSlices(len(direction))
	if count == 1 {
		return s.rankPage(ctx, `SELECT chunk_id, array_cosine_distance(embedding, `+bound(length)+`)::DOUBLE AS distance
			FROM `+current+`.vectors WHERE `+within.chunks()+` ORDER BY distance, chunk_id LIMIT ?`,
			append(append([]any{array(direction, length)}, within.arguments()...), k)...)
	}
	query := rankSlices(count, length, within)
	var best []ranked
	for first := int64(0); ; first += rankPage {
		var err error
		if first, err = nextID(ctx, s.db, current+".vectors", "chunk_id", first, rankPage); err != nil || first < 0 {
			return best, err
		}
		var arguments []any
		for n := range count {
			arguments = append(arguments, array(direction[n*length:min((n+1)*length, len(direction))], length))
		}
		page, err := s.rankPage(ctx, query, append(append(append(arguments, first, first+rankPage), within.arguments()...), k)...)
		if err != nil {
			return nil, err
		}
		best = append(best, page...)
		slices.SortFunc(best, func(a, b ranked) int {
			return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.chunk, b.chunk))
		})
		best = best[:min(k, len(best))]
	}
}

// rankSlices is the query that ranks a page of sliced vectors: the sum over the slices, in double precision, of what
// array_cosine_distance computes of a whole vector. As there, a vector of zeros is at distance 2.
func rankSlices(count, length int, within scope) string {
	var products strings.Builder
	for n := range count {
		fmt.Fprintf(&products, " WHEN %d THEN array_inner_product(embedding, %s)", n, bound(length))
	}
	return `SELECT chunk_id, CASE WHEN squares > 0 THEN 1 - greatest(-1, least(1, product / sqrt(squares))) ELSE 2 END AS distance FROM (
		SELECT chunk_id, sum((CASE slice` + products.String() + ` END)::DOUBLE) AS product, sum(array_inner_product(embedding, embedding)::DOUBLE) AS squares
		FROM ` + current + `.vectors WHERE chunk_id >= ? AND chunk_id < ? AND ` + within.chunks() + ` GROUP BY chunk_id)
		ORDER BY distance, chunk_id LIMIT ?`
}

func (s *Store) rankPage(ctx context.Context, query string, arguments ...any) (page []ranked, err error) {
	err = queryEach(ctx, s.db, func(row *sql.Rows) error {
		var r ranked
		err := row.Scan(&r.chunk, &r.distance)
		page = append(page, r)
		return err
	}, query, arguments...)
	return page, err
}

// bound is the place of an array in a statement.
func bound(length int) string { return fmt.Sprintf("?::VARCHAR::FLOAT[%d]", length) }

// array is an array as DuckDB reads it, filled up with zeros. A bound slice would leak in this driver, about 65 KB for each
// search.
func array(numbers []float32, length int) string {
	text := []byte{'['}
	for i := range length {
		if i > 0 {
			text = append(text, ',')
		}
		var number float64
		if i < len(numbers) {
			number = float64(numbers[i])
		}
		text = strconv.AppendFloat(text, number, 'g', -1, 32)
	}
	return string(append(text, ']'))
}
