package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
)

// maxQueryTerms bounds the terms of a query: each adds to what a search computes for every chunk.
const maxQueryTerms = 32

// stopWords are those that Lucene leaves out of English text, and those that questions begin with: they tell nothing.
var stopWords = func() map[uint32]bool {
	words, vocabulary := map[uint32]bool{}, newVocabulary()
	for word := range strings.FieldsSeq(`a an and are as at be but by for if in into is it no not of on or such that the their then there
		these they this to was will with
		how what where who why does did should could would i we you my our me`) {
		words[vocabulary.term(word)] = true
	}
	return words
}()

// queryTerms returns the terms to look for, each once.
func queryTerms(text string) []uint32 {
	var terms, frequent []uint32
	vocabulary := newVocabulary()
	for word := range wordsOf(text) {
		term := vocabulary.term(word)
		if stopWords[term] {
			if len(frequent) < maxQueryTerms && !slices.Contains(frequent, term) {
				frequent = append(frequent, term)
			}
			continue
		}
		if !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
		if len(terms) == maxQueryTerms {
			break
		}
	}
	if len(terms) == 0 {
		return frequent
	}
	return terms
}

// rareTerm is a term that is looked for and found, and how much it counts: the rarer it is in the index, the more.
type rareTerm struct {
	term   uint32
	rarity float64
}

// rarity returns what each term counts, the inverse document frequency of BM25 as Lucene has it, of those that are in the index.
func (s *Store) rarity(ctx context.Context, terms []uint32) ([]rareTerm, error) {
	if len(terms) == 0 {
		return nil, nil
	}
	counts := make([]float64, 1+len(terms))
	into := make([]any, len(counts))
	var query strings.Builder
	query.WriteString("SELECT count(*)")
	for i := range into {
		into[i] = &counts[i]
		if i > 0 {
			fmt.Fprintf(&query, ", count(*) FILTER (list_contains(terms, %d::UINTEGER))", terms[i-1])
		}
	}
	query.WriteString(" FROM " + current + ".chunks")
	if err := s.db.QueryRowContext(ctx, query.String()).Scan(into...); err != nil {
		return nil, err
	}
	var rare []rareTerm
	for i, term := range terms {
		if chunks := counts[1+i]; chunks > 0 {
			rare = append(rare, rareTerm{term, math.Log(1 + (counts[0]-chunks+0.5)/(chunks+0.5))})
		}
	}
	return rare, nil
}

// rankByWords returns the k units that score best for the terms.
func (s *Store) rankByWords(ctx context.Context, terms []rareTerm, within scope, k int) ([]candidate, error) {
	if len(terms) == 0 {
		return nil, nil
	}
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = fmt.Sprintf("coalesce(weights[list_position(terms, %d::UINTEGER)], 0) * %e", t.term, t.rarity/255)
	}
	query := "SELECT id, unit, " + strings.Join(parts, " + ") + " AS score FROM " + current + ".chunks WHERE " + within.files() +
		" ORDER BY score DESC, id LIMIT ?"
	return bestUnits(k, func(limit int) (best []candidate, err error) {
		err = queryEach(ctx, s.db, func(row *sql.Rows) error {
			var c candidate
			err := row.Scan(&c.chunk, &c.unit, &c.score)
			if c.score > 0 { // asked of DuckDB, it would compute each score twice
				best = append(best, c)
			}
			return err
		}, query, append(within.arguments(), limit)...)
		return best, err
	})
}

// bestLines returns the three lines of a content that hold most of the terms, ascending.
func (v *vocabulary) bestLines(first int, content string, terms []rareTerm) []int {
	const most = 3
	if len(terms) == 0 {
		return nil
	}
	type scored struct {
		line  int
		score float64
	}
	var best []scored
	line := first
	for text := range strings.Lines(content) {
		score, seen := 0.0, [maxQueryTerms]bool{}
		for word := range wordsOf(text) {
			term := v.term(word)
			if at := slices.IndexFunc(terms, func(t rareTerm) bool { return t.term == term }); at >= 0 && !seen[at] {
				score += terms[at].rarity
				seen[at] = true
			}
		}
		if score > 0 {
			best = append(best, scored{line, score})
		}
		line++
	}
	slices.SortStableFunc(best, func(a, b scored) int { return compareDescending(a.score, b.score) })
	var lines []int
	for _, b := range best[:min(most, len(best))] {
		lines = append(lines, b.line)
	}
	slices.Sort(lines)
	return lines
}
