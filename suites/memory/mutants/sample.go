package main

import (
	_ "embed"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/embecode/embecode/suites/memory/mutants/mutate"
)

// equivalentText explains, by a person, why some mutants change nothing that is kept: a key in each line, a tab, and the reason.
//
//go:embed equivalent.txt
var equivalentText string

// readEquivalent returns the reasons by key.
func readEquivalent(text string) (map[string]string, error) {
	reasons := map[string]string{}
	for number, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, reason, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fmt.Errorf("equivalent.txt, line %d: want the key of a mutant, a tab and a reason: %q", number+1, line)
		}
		if reasons[key] != "" {
			return nil, fmt.Errorf("equivalent.txt, line %d: %s has a reason already", number+1, key)
		}
		reasons[key] = reason
	}
	return reasons, nil
}

// gone are the keys that no mutant has any more, in order: their code is gone.
func gone(reasons map[string]string, mutants []mutate.Mutant) (keys []string) {
	known := map[string]bool{}
	for _, m := range mutants {
		known[m.Key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(reasons)) {
		if !known[key] {
			keys = append(keys, key)
		}
	}
	return keys
}

// sampled puts those whose key matches into a random order in which the rules take turns: however many are tried, there are as
// many of each rule as there can be.
func sampled(mutants []mutate.Mutant, only *regexp.Regexp, seed uint64) (order []mutate.Mutant) {
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // so that each run does the same
	of := map[string][]mutate.Mutant{}
	for _, m := range mutants {
		if only == nil || only.MatchString(m.Key) {
			of[m.Rule] = append(of[m.Rule], m)
		}
	}
	for _, rule := range mutate.Rules() {
		random.Shuffle(len(of[rule[0]]), func(i, j int) { of[rule[0]][i], of[rule[0]][j] = of[rule[0]][j], of[rule[0]][i] })
	}
	for turn := 0; ; turn++ {
		before := len(order)
		for _, rule := range mutate.Rules() {
			if turn < len(of[rule[0]]) {
				order = append(order, of[rule[0]][turn])
			}
		}
		if len(order) == before {
			return order
		}
	}
}
