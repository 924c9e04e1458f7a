package synth

import (
	"fmt"
	"strings"
)

// reader turns the texts of one production into steps.
type reader struct {
	grammar grammar
	sets    map[string]bool // what any production of the grammar sets
	name    string
}

func (r reader) fail(format string, arguments ...any) {
	panic(fmt.Sprintf("synth: the production %q %s", r.name, fmt.Sprintf(format, arguments...)))
}

func (r reader) production(name string) *production {
	p := r.grammar[name]
	if p == nil {
		r.fail("needs %q, which there is none of", name)
	}
	return p
}

func (r reader) lines(texts []string) step {
	var steps []step
	for _, text := range texts {
		line := strings.TrimLeft(text, "\t")
		steps = append(steps, r.line(len(text)-len(line), line))
	}
	return inTurn(steps)
}

func (r reader) line(depth int, text string) step {
	write, makes := r.text(text)
	switch {
	case text == "":
		return func(d *draft) { d.gap(1) }
	case makes == nothing:
		return write
	case makes == lines:
		return func(d *draft) {
			d.depth += depth
			write(d)
			d.depth -= depth
		}
	default:
		return func(d *draft) {
			d.indent(depth)
			write(d)
			d.gap(1)
		}
	}
}

// text reads a text with holes.
func (r reader) text(text string) (step, makes) {
	var steps []step
	whole := nothing
	for text != "" {
		before, rest, found := strings.Cut(text, "«")
		if before != "" {
			steps, whole = append(steps, func(d *draft) { d.add(before) }), max(whole, part)
		}
		if !found {
			break
		}
		end := r.end(rest)
		fill, made := r.hole(rest[:end])
		steps, text = append(steps, fill), rest[end+len("»"):]
		if made+whole == lines+part {
			r.fail("has lines within a line")
		}
		whole = max(whole, made)
	}
	return inTurn(steps), whole
}

// end is where the hole ends whose inside text begins with.
func (r reader) end(text string) int {
	open := 1
	for i, c := range text {
		switch c {
		case '«':
			open++
		case '»':
			open--
		}
		if open == 0 {
			return i
		}
	}
	r.fail("does not end a hole: %s", text)
	return 0
}

func inTurn(steps []step) step {
	if len(steps) == 1 {
		return steps[0]
	}
	return func(d *draft) {
		for _, step := range steps {
			step(d)
		}
	}
}
