package synth

import (
	"math/rand/v2"
	"slices"
	"strconv"
)

// draft is the sheet on which a piece of one file is composed before it is written: the file's own random numbers, the
// text so far, and the names in scope. It is reused from file to file.
type draft struct {
	pcg   *rand.PCG
	rng   *rand.Rand
	token string // occurs in no other file of the tree
	marks int    // how many marks the file has so far

	language *language
	text     []byte
	lines    int // in text
	solid    int // characters in text that are no space and no newline
	limit    int // solid at which the current definition takes no further statement
	end      int // lines that the current class may reach

	depth   int       // of indentation
	nest    int       // how many statements are around the current one
	nested  int       // how deep the current expression may nest
	values  []setting // set by the productions that are being written
	scope   []string  // local variables that expressions may use
	exports []string  // what the end of the file exports
}

type setting struct{ name, value string }

func newDraft() *draft {
	pcg := rand.NewPCG(0, 0)
	return &draft{pcg: pcg, rng: rand.New(pcg)}
}

// begin starts the file with the given index in the tree. What follows depends on seed, index and language alone, not on
// what was composed before.
func (d *draft) begin(seed, index uint64, in *language) {
	d.pcg.Seed(seed, index)
	d.token = token(seed, index)
	d.marks, d.language = 0, in
	d.values, d.exports = d.values[:0], d.exports[:0]
	d.clear()
}

// clear empties the sheet.
func (d *draft) clear() {
	d.text, d.lines, d.solid, d.scope = d.text[:0], 0, 0, d.scope[:0]
}

// add writes text without a newline.
func (d *draft) add(text string) {
	for i := range len(text) {
		if text[i] != ' ' {
			d.solid++
		}
	}
	d.text = append(d.text, text...)
}

// indent begins a line that is depth levels further in than the production that it belongs to.
func (d *draft) indent(depth int) {
	for range d.depth + depth {
		d.text = append(d.text, d.language.indentation...)
	}
}

// gap ends a line and writes n-1 empty ones.
func (d *draft) gap(n int) {
	for range n {
		d.text = append(d.text, '\n')
		d.lines++
	}
}

// apart is what fill writes, which is not kept on the sheet.
func (d *draft) apart(fill step) string {
	length, solid := len(d.text), d.solid
	fill(d)
	written := string(d.text[length:])
	d.text, d.solid = d.text[:length], solid
	return written
}

// write writes the production of that name.
func (d *draft) write(name string) { d.language.grammar[name].write(d) }

// with writes p while name is set to value.
func (d *draft) with(name, value string, p *production) {
	d.values = append(d.values, setting{name, value})
	p.write(d)
	d.values = d.values[:len(d.values)-1]
}

// set sets a value of the whole file if it holds.
func (d *draft) set(name string, holds bool) {
	if holds {
		d.values = append(d.values, setting{name, "yes"})
	}
}

// value is what name was last set to, or empty.
func (d *draft) value(name string) string {
	for _, setting := range slices.Backward(d.values) {
		if setting.name == name {
			return setting.value
		}
	}
	return ""
}

// isSet says whether name has a value. That of exports is whether there are any.
func (d *draft) isSet(name string) bool {
	return d.value(name) != "" || name == "exports" && len(d.exports) > 0
}

// between is a number from low to high, both included.
func (d *draft) between(low, high int) int { return low + d.rng.IntN(high-low+1) }

// number is between as text.
func (d *draft) number(low, high int) string { return strconv.Itoa(d.between(low, high)) }

func (d *draft) chance(percent int) bool { return d.rng.IntN(100) < percent }

func (d *draft) pick(list []string) string { return list[d.rng.IntN(len(list))] }
