package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

const (
	// fusionDepth is how far down two rankings are joined.
	fusionDepth = 100
	// fusionRank damps the lead of the first ranks; the value of Cormack, Clarke and Büttcher (SIGIR 2009).
	fusionRank = 60
	// unitsAhead is how many chunks are ranked beside those that are asked for, since several may belong to one unit.
	unitsAhead = 16
)

// candidate is a chunk that may answer a query.
type candidate struct {
	chunk, unit     int64
	score, distance float64
}

// bestUnits returns the best chunk of each of the k best units. It ranks further down until it has as many, or all.
func bestUnits(k int, rank func(limit int) ([]candidate, error)) ([]candidate, error) {
	for limit := k + unitsAhead; ; limit *= 4 {
		ranking, err := rank(limit)
		if err != nil {
			return nil, err
		}
		var best []candidate
		seen := map[int64]bool{}
		for _, c := range ranking {
			if !seen[c.unit] && len(best) < k {
				seen[c.unit] = true
				best = append(best, c)
			}
		}
		if len(best) == k || len(ranking) < limit {
			return best, nil
		}
	}
}

// rankByVector returns the k units that are nearest to the vector.
func (s *Store) rankByVector(ctx context.Context, vector []float32, within scope, k int) ([]candidate, error) {
	if s.meta.dimension == 0 {
		return nil, ErrNoVectors
	}
	query, err := direction(vector, s.meta.dimension)
	if err != nil {
		return nil, err
	}
	return bestUnits(k, func(limit int) ([]candidate, error) {
		nearest, err := s.rank(ctx, query, within, limit)
		if err != nil {
			return nil, err
		}
		units, err := s.units(ctx, nearest)
		if err != nil {
			return nil, err
		}
		ranking := make([]candidate, len(nearest))
		for i, n := range nearest {
			ranking[i] = candidate{chunk: n.chunk, unit: units[n.chunk], score: 1 - n.distance, distance: n.distance}
		}
		return ranking, nil
	})
}

// units returns the units of chunks.
func (s *Store) units(ctx context.Context, chunks []ranked) (map[int64]int64, error) {
	ids := make([]int64, len(chunks))
	for i := range chunks {
		ids[i] = chunks[i].chunk
	}
	units := make(map[int64]int64, len(chunks))
	return units, s.eachOf(ctx, "SELECT id, unit FROM "+current+".chunks WHERE id IN", ids, func(row *sql.Rows) error {
		var chunk, unit int64
		err := row.Scan(&chunk, &unit)
		units[chunk] = unit
		return err
	})
}

// fuse joins rankings by their ranks: a unit scores 1/(60+r) for each ranking in which it is at rank r. Where the rankings
// prefer different chunks of a unit, the earlier one's is taken.
func fuse(rankings ...[]candidate) []candidate {
	var fused []candidate
	places := map[int64]int{}
	for _, ranking := range rankings {
		for rank, c := range ranking {
			place, known := places[c.unit]
			if !known {
				place = len(fused)
				places[c.unit] = place
				fused = append(fused, candidate{chunk: c.chunk, unit: c.unit})
			}
			fused[place].score += 1 / float64(fusionRank+rank+1)
			if c.distance != 0 && c.chunk == fused[place].chunk {
				fused[place].distance = c.distance
			}
		}
	}
	slices.SortFunc(fused, func(a, b candidate) int {
		return cmp.Or(compareDescending(a.score, b.score), cmp.Compare(a.chunk, b.chunk))
	})
	return fused
}

func compareDescending(a, b float64) int { return cmp.Compare(b, a) }
