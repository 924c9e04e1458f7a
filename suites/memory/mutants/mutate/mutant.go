// Package mutate writes leaks into the source of a program: one rule for each way in which people write them. It reads
// sources and changes none: a mutant is an overlay for the go command.
//
// Rules for Go find their places on the syntax tree with its types, rules for C by lines. What a rule writes compiles nearly
// always; what doesn't is for the caller to leave out.
package mutate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Mutant is one leak in one file.
type Mutant struct {
	Key    string   `json:"key"`  // file, function or constant, and rule: it holds while lines move
	Rule   string   `json:"rule"` // by its name
	File   string   `json:"file"` // from the module's root, with slashes
	Line   int      `json:"line"`
	Within string   `json:"within,omitempty"` // the function, or the constant
	Before string   `json:"before"`
	After  string   `json:"after"`
	Places []string `json:"places"` // the parts of memory and kinds of handle of which one is to be named; none: any will do

	edits  []edit
	source *Source
}

// edit replaces the bytes from one offset to another.
type edit struct {
	from, to int
	text     string
}

// keeper is the file that every mutated Go package gets besides: where the rule "kept" keeps what it was given.
const keeper = "zz_mutant.go"

const keeperText = `package %s

import "sync"

var mutantKept struct {
	sync.Mutex
	all []any
}

func mutantKeep(value any) {
	mutantKept.Lock()
	defer mutantKept.Unlock()
	mutantKept.all = append(mutantKept.all, value)
}
`

// Overlay writes the mutant's files into a folder, and a file beside them that go's flag -overlay takes. It returns the path of
// that.
func (m Mutant) Overlay(folder string) (string, error) {
	replaced := map[string]string{m.source.path: filepath.Join(folder, filepath.Base(m.source.path))}
	err := os.WriteFile(replaced[m.source.path], m.Text(), 0o600)
	if err == nil && m.source.isGo() {
		added := filepath.Join(filepath.Dir(m.source.path), keeper)
		replaced[added] = filepath.Join(folder, keeper)
		err = os.WriteFile(replaced[added], fmt.Appendf(nil, keeperText, m.source.syntax.Name.Name), 0o600)
	}
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "overlay.json")
	return path, os.WriteFile(path, data, 0o600)
}

// IsLimit reports whether the leak is a limit that was taken away: more is held, anywhere, and nothing is lost.
func (m Mutant) IsLimit() bool { return len(m.Places) == 0 }

// Text is the whole file with the leak in it.
func (m Mutant) Text() []byte { return apply(m.source.text, m.edits) }

// apply makes edits that don't overlap.
func apply(text []byte, edits []edit) (out []byte) {
	at := 0
	for _, e := range slices.SortedFunc(slices.Values(edits), func(a, b edit) int { return cmp.Compare(a.from, b.from) }) {
		out = append(append(out, text[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, text[at:]...)
}

// shown is code in one line of bounded length.
func shown(code string) string {
	code = strings.Join(strings.Fields(code), " ")
	if runes := []rune(code); len(runes) > 100 {
		return string(runes[:99]) + "…"
	}
	return code
}

// All returns every mutant of the sources, by file and place.
func All(sources []*Source) (all []Mutant) {
	known := &knowledge{boundsOf(sources), endingsOf(sources), onceOf(sources)}
	for _, source := range sources {
		var found []finding
		for _, rule := range rules {
			if rule.isGo == source.isGo() {
				for _, f := range rule.find(source, known) {
					f.rule = rule.name
					found = append(found, f)
				}
			}
		}
		slices.SortStableFunc(found, func(a, b finding) int { return cmp.Compare(a.from, b.from) })
		times := map[string]int{}
		for _, f := range found {
			m := source.mutant(f)
			if times[m.Key]++; times[m.Key] > 1 {
				m.Key = fmt.Sprintf("%s #%d", m.Key, times[m.Key])
			}
			all = append(all, m)
		}
	}
	return all
}

// finding is a place that a rule has found, and what it writes there.
type finding struct {
	within   string // the constant or variable that it is in; empty for the function that holds it
	rule     string
	from, to int    // the code that is shown
	after    string // what is shown behind it
	edits    []edit
	places   []string
}

// replacing is a finding whose code is replaced as it is shown.
func replacing(from, to int, text string, places ...string) finding {
	return finding{from: from, to: to, after: text, edits: []edit{{from, to, text}}, places: places}
}

func (s *Source) mutant(f finding) Mutant {
	m := Mutant{
		Rule: f.rule, File: s.file, Line: 1 + strings.Count(string(s.text[:f.from]), "\n"),
		Within: cmp.Or(f.within, s.functionAt(f.from)),
		Before: shown(string(s.text[f.from:f.to])), After: shown(f.after), Places: f.places, edits: f.edits, source: s,
	}
	m.Key = strings.TrimSuffix(m.File+" "+m.Within, " ") + " " + m.Rule
	return m
}
