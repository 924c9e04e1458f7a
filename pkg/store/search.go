package store

import (
	"context"
	"fmt"
	"path"
	"strings"
)

// defaultMatches is how many matches a Query asks for that doesn't say.
const defaultMatches = 10

// Query says what to look for. Text alone is looked for by its words, Vector alone by nearness, and both together in both
// ways.
type Query struct {
	// Text is a question, words or names, in any bytes. Words are split as in code and compared by their stems, in any case;
	// the first 32 different ones count. Frequent English words such as "the" don't, unless there are no others.
	Text string
	// Vector has the index's dimension, holds finite numbers, and is not all zeros; nil for a search by words.
	Vector []float32
	// Path is a folder or file of the tree, slash-separated and relative to its root; nothing else is searched. Empty means the
	// whole tree.
	Path string
	K    int // the most matches to return, up to MaxMatches; 0 means 10
}

// Search returns what answers the query best, the best first; none where nothing does. A definition that lies in several
// chunks is one match: the best of its chunks, under the definition's name. Equally good matches come in the order in which
// they were written.
//
// By words, chunks are ranked by BM25F: words that a chunk's names hold weigh most, then those of its path, then others. By
// nearness they are ranked as Nearest does. Both rankings are joined by reciprocal rank fusion.
//
// It returns ErrNoWords when there is nothing to look for, ErrNoIndex when there is no current index, and ErrNoVectors when
// a vector is given and the index holds none.
func (s *Store) Search(ctx context.Context, query Query) ([]Match, error) {
	return lookUp(ctx, s, "search", func() ([]Match, error) {
		if query.K == 0 {
			query.K = defaultMatches
		}
		if err := checkLimit("k", query.K); err != nil {
			return nil, err
		}
		within, err := below(query.Path)
		if err != nil {
			return nil, err
		}
		terms := queryTerms(query.Text)
		if len(terms) == 0 && len(query.Vector) == 0 {
			return nil, ErrNoWords
		}
		return s.search(ctx, query, terms, within)
	})
}

func (s *Store) search(ctx context.Context, query Query, terms []uint32, within scope) ([]Match, error) {
	var rankings [][]candidate
	rarity, err := s.rarity(ctx, terms)
	if err != nil {
		return nil, err
	}
	depth := query.K
	if len(terms) > 0 && len(query.Vector) > 0 {
		depth = max(query.K, fusionDepth)
	}
	if len(terms) > 0 {
		byWords, err := s.rankByWords(ctx, rarity, within, depth)
		if err != nil {
			return nil, err
		}
		rankings = append(rankings, byWords)
	}
	if len(query.Vector) > 0 {
		byVector, err := s.rankByVector(ctx, query.Vector, within, depth)
		if err != nil {
			return nil, err
		}
		rankings = append(rankings, byVector)
	}
	best := rankings[0]
	if len(rankings) > 1 {
		best = fuse(rankings...)
	}
	return s.answer(ctx, best[:min(query.K, len(best))], rarity)
}

// answer completes what was ranked.
func (s *Store) answer(ctx context.Context, best []candidate, rarity []rareTerm) ([]Match, error) {
	found := make([]ranked, len(best))
	var continued []int64
	for i, one := range best {
		found[i] = ranked{chunk: one.chunk, distance: one.distance}
		if one.unit != one.chunk {
			continued = append(continued, one.unit)
		}
	}
	matches, err := s.matches(ctx, found)
	if err != nil {
		return nil, err
	}
	beginnings, err := s.chunksOf(ctx, continued)
	if err != nil {
		return nil, err
	}
	named := map[int64]string{}
	for i := range beginnings {
		named[beginnings[i].id] = lastOf(beginnings[i].chunk.Names)
	}
	vocabulary := newVocabulary()
	for i := range matches {
		matches[i].Score = best[i].score
		matches[i].Lines = vocabulary.bestLines(matches[i].FirstLine, matches[i].Content, rarity)
		if name := named[best[i].unit]; name != "" && matches[i].Continues {
			matches[i].Names = []string{name}
		}
	}
	return matches, nil
}

// scope is the part of the tree that is searched: a file, or what lies below a folder; empty for all of it.
type scope struct{ path string }

// below is the scope that a query's path names.
func below(folder string) (scope, error) {
	cleaned := path.Clean(folder)
	switch {
	case folder == "" || cleaned == ".":
		return scope{}, nil
	case strings.HasPrefix(cleaned, "/") || cleaned == ".." || strings.HasPrefix(cleaned, "../"):
		return scope{}, fmt.Errorf("path %q lies outside of the tree; give it relative to the tree's root", folder)
	}
	if err := checkText(folder); err != nil {
		return scope{}, fmt.Errorf("path %q: %w", folder, err)
	}
	return scope{cleaned}, nil
}

// files is the condition for rows that know their file.
func (s scope) files() string {
	if s.path == "" {
		return "true"
	}
	return "file_id IN (SELECT id FROM " + current + ".files WHERE path = ? OR starts_with(path, ?))"
}

// chunks is the condition for rows that know their chunk.
func (s scope) chunks() string {
	if s.path == "" {
		return "true"
	}
	return "chunk_id IN (SELECT id FROM " + current + ".chunks WHERE " + s.files() + ")"
}

// arguments are those of either condition.
func (s scope) arguments() []any {
	if s.path == "" {
		return nil
	}
	return []any{s.path, s.path + "/"}
}
