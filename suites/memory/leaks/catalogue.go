package leaks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// Leak is one entry of the catalogue.
type Leak struct {
	Name     string
	What     string     // what it does, in one line
	Incident string     // where it really happened
	Amount   gmem.Bytes // leaked per file where the flag gives none; 0 for an entry that takes no amount
	Verdict  string     // the verdict that is meant to catch it; empty for an entry that is no leak
	Place    string     // the part or the handle that must be named; empty likewise
	Varied   bool       // it shows where names, contents, questions and faults are new each time, and not where they repeat
	Rare     bool       // one file in 500 has it

	inject func(parts *Parts, amount gmem.Bytes)
}

// Injection is one or several leaks with their amounts. The zero value injects nothing.
type Injection struct{ leaks []Leak }

// Parse reads the flag: names of the catalogue joined by "+", each with an amount per file behind a colon where it
// takes one, such as "open-trees" or "go-slices:256B+raw-malloc".
func Parse(flag string) (Injection, error) {
	if flag == "" {
		return Injection{}, nil
	}
	var injection Injection
	var problems []error
	for part := range strings.SplitSeq(flag, "+") {
		leak, err := parseOne(part)
		problems = append(problems, err)
		injection.leaks = append(injection.leaks, leak)
	}
	if err := errors.Join(problems...); err != nil {
		return Injection{}, fmt.Errorf("leak %q: %w", flag, err)
	}
	return injection, nil
}

func parseOne(text string) (Leak, error) {
	name, amount, given := strings.Cut(text, ":")
	known := slices.Concat(Catalogue, HeldOut, Runaways)
	at := slices.IndexFunc(known, func(leak Leak) bool { return leak.Name == name })
	if at < 0 {
		return Leak{}, fmt.Errorf("there is no %q in the catalogue; -list-leaks prints it", name)
	}
	leak := known[at]
	if !given {
		return leak, nil
	}
	if leak.Amount == 0 {
		return Leak{}, fmt.Errorf("%s takes no amount", name)
	}
	var err error
	if leak.Amount, err = gmem.ParseBytes(amount); err == nil && leak.Amount <= 0 {
		err = fmt.Errorf("%s: want an amount above zero", name)
	}
	return leak, err
}

// Empty reports whether nothing is injected.
func (i Injection) Empty() bool { return len(i.leaks) == 0 }

// Into decorates the parts.
func (i Injection) Into(parts *Parts) {
	for _, leak := range i.leaks {
		leak.inject(parts, leak.Amount)
	}
}
