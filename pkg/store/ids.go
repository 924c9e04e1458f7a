package store

import (
	"context"
	"fmt"
	"math"
	"strings"
)

// idRange are ids that follow one another, the first and last one included.
type idRange struct{ first, last int64 }

func (r idRange) String() string { return fmt.Sprintf("BETWEEN %d AND %d", r.first, r.last) }

// within is the condition for an id to be in one of these ranges, which ascend.
func within(id string, ranges []idRange) string {
	conditions := make([]string, len(ranges))
	for i, one := range ranges {
		conditions[i] = fmt.Sprintf("%s %v", id, one)
	}
	return fmt.Sprintf("%s %v AND (%s)", id, idRange{ranges[0].first, ranges[len(ranges)-1].last}, strings.Join(conditions, " OR "))
}

// rangesOf returns the ranges that ascending ids make.
func rangesOf(ids []int64) (ranges []idRange) {
	for _, id := range ids {
		if last := len(ranges) - 1; last >= 0 && ranges[last].last == id-1 {
			ranges[last].last = id
		} else {
			ranges = append(ranges, idRange{id, id})
		}
	}
	return ranges
}

// nextID returns the first id from the given one on that a table has in a column; -1 where there is none. Ids are not dense: each time that
// an index is written anew they are further apart. It looks among as many of them as a page has before it looks among all: DuckDB skips
// the row groups that hold none of these.
func nextID(ctx context.Context, in querier, table, column string, from, page int64) (id int64, err error) {
	for _, among := range []idRange{{from, from + page - 1}, {from, math.MaxInt64}} {
		ids, err := queryIDs(ctx, in, fmt.Sprintf("SELECT coalesce(min(%[1]s), -1) FROM %[2]s WHERE %[1]s %[3]v", column, table, among))
		if err != nil {
			return -1, err
		}
		if ids[0] >= 0 {
			return ids[0], nil
		}
	}
	return -1, nil
}
