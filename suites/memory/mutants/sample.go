package main

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"

	"github.com/embecode/embecode/suites/memory/mutants/mutate"
)

// equivalentText explains, by a person, why some mutants change nothing that is kept: a key in each line, a tab, and the reason.
//
//go:embed equivalent.txt
var equivalentText string

// readEquivalent returns the reasons by key. A key that no mutant has is an error: its code is gone.
func readEquivalent(text string, mutants []mutate.Mutant) (map[string]string, error) {
	known, reasons := map[string]bool{}, map[string]string{}
	for _, m := range mutants {
		known[m.Key] = true
	}
	for number, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, reason, ok := strings.Cut(line, "\t")
		if !ok || !known[key] {
			return nil, fmt.Errorf("equivalent.txt, line %d: want the key of a mutant, a tab and a reason: %q", number+1, line)
		}
		reasons[key] = reason
	}
	return reasons, nil
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
