package synth

import (
	"math/rand/v2"
	"strconv"
)

// draft is the sheet on which a piece of one file is composed before it is written: the file's own random numbers, the
// text so far, and the names in scope. It is reused from file to file.
type draft struct {
	pcg   *rand.PCG
	rng   *rand.Rand
	token string // occurs in no other file of the tree
	marks int    // how many marks the file has so far

	unit  string // one level of indentation
	text  []byte
	lines int // in text
	solid int // characters in text that are no space and no newline
	limit int // solid at which the current definition takes no further statement

	scope []string // local variables that expressions may use
	camel bool     // local names are camelCase rather than snake_case
}

func newDraft() *draft {
	pcg := rand.NewPCG(0, 0)
	return &draft{pcg: pcg, rng: rand.New(pcg)}
}

// begin starts the file with the given index in the tree. What follows depends on seed and index alone, not on what was
// composed before.
func (d *draft) begin(seed, index uint64) {
	d.pcg.Seed(seed, index)
	d.token = token(seed, index)
	d.marks = 0
	d.clear()
}

// author is the one who writes files of kind k on this sheet.
func (d *draft) author(k kind) author {
	d.unit, d.camel = "  ", true
	switch k {
	case pythonKind:
		d.unit, d.camel = "    ", false
		return &python{draft: d}
	case typescriptKind:
		return &script{draft: d, typed: true}
	default:
		return &script{draft: d}
	}
}

// clear empties the sheet.
func (d *draft) clear() {
	d.text, d.lines, d.solid, d.scope = d.text[:0], 0, 0, d.scope[:0]
}

// line writes one line of parts at the given depth of indentation.
func (d *draft) line(depth int, parts ...string) {
	for range depth {
		d.text = append(d.text, d.unit...)
	}
	for _, part := range parts {
		for i := range len(part) {
			if part[i] != ' ' {
				d.solid++
			}
		}
		d.text = append(d.text, part...)
	}
	d.gap(1)
}

// gap writes n empty lines.
func (d *draft) gap(n int) {
	for range n {
		d.text = append(d.text, '\n')
		d.lines++
	}
}

// define writes one definition and says whether it stayed within definitionLimit and room lines; if not, it is taken
// back.
func (d *draft) define(room int, write func()) bool {
	text, lines, solid, scope := len(d.text), d.lines, d.solid, len(d.scope)
	d.limit = solid + enough
	write()
	d.scope = d.scope[:scope]
	if d.solid-solid <= definitionLimit && d.lines-lines <= room {
		return true
	}
	d.text, d.lines, d.solid = d.text[:text], lines, solid
	return false
}

// full says whether the current definition has enough.
func (d *draft) full() bool { return d.solid >= d.limit }

// between is a number from low to high, both included.
func (d *draft) between(low, high int) int { return low + d.rng.IntN(high-low+1) }

// number is between as text.
func (d *draft) number(low, high int) string { return strconv.Itoa(d.between(low, high)) }

func (d *draft) chance(percent int) bool { return d.rng.IntN(100) < percent }

func (d *draft) pick(list []string) string { return list[d.rng.IntN(len(list))] }

// variable is a name in scope, or fallback when there is none.
func (d *draft) variable(fallback string) string {
	if len(d.scope) == 0 {
		return fallback
	}
	return d.pick(d.scope)
}
