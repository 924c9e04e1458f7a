package config

import (
	"fmt"
	"slices"
	"strings"
)

// The modes of a search.
const (
	ModeHybrid   = "hybrid"   // by keywords and by meaning, both rankings fused
	ModeKeyword  = "keyword"  // by the query's words
	ModeSemantic = "semantic" // by the query's vector
)

// Search says how the index is searched where the command line doesn't.
type Search struct {
	Mode    string // one of the modes above; empty means hybrid where the index has vectors, else keyword
	Results int    // how many results are shown at most
}

func (s Search) problems() []problem {
	var found []problem
	if known := []string{ModeHybrid, ModeKeyword, ModeSemantic}; s.Mode != "" && !slices.Contains(known, s.Mode) {
		found = append(found, problem{"search.mode", fmt.Sprintf("unknown mode %q; known are %s", s.Mode, strings.Join(known, ", "))})
	}
	return append(found, within("search.results", float64(s.Results), 1, 1000)...)
}

// Cache bounds what is kept in the user's cache folder. It never comes from a tree's own file.
type Cache struct {
	MaxGB float64 // size of all indexes and remembered vectors together, in units of 10^9 bytes
}

func (c Cache) problems() []problem { return within("cache.max_gb", c.MaxGB, 0.001, 1_000_000) }
