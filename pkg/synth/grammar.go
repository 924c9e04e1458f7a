package synth

import (
	_ "embed"
	"strconv"
	"strings"
)

// grammar is what the programs of a language are made of: productions by their names, read from a text such as
//
//	# a comment
//	name:            a production of whole lines
//		text         each further in by a tab for each level of indentation
//	name =           a production that stands within a line
//	|3	text         one of several ways, drawn with a weight of 3, or of 1 when none is given
//	|?name	text     the way that is taken, without drawing, when name is set
//
// A text holds holes, «…», that are filled from left to right: with another production, with a value that was set by
// «let name text», capitalized when the hole is, or by one of the operations that holes.go knows. A line of nothing but
// productions of lines becomes their lines, at its own indentation; one that only sets something becomes none.
type grammar map[string]*production

type production struct {
	lines bool // rather than a part of a line
	ways  []way
	total int // sum of the weights
}

type way struct {
	weight int
	when   string // the value that has to be set, if any
	text   []string
	step   step
}

// step is one thing to do on a draft.
type step func(d *draft)

var (
	//go:embed common.grammar
	commonGrammar string
	//go:embed python.grammar
	pythonGrammar string
	//go:embed script.grammar
	scriptGrammar string
)

// readGrammar reads productions from a text. It panics when the text, which is part of this package, has a mistake.
func readGrammar(text string) grammar {
	g, sets := grammar{}, map[string]bool{"it": true}
	var current *production
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
		case line == "" || line[0] == '\t':
			if current == nil {
				continue
			}
			if len(current.ways) == 0 {
				current.ways = []way{{weight: 1}}
			}
			last := &current.ways[len(current.ways)-1]
			last.text = append(last.text, strings.TrimPrefix(line, "\t"))
		case line[0] == '|':
			current.ways = append(current.ways, readWay(line[1:]))
		default:
			name, inline := strings.CutSuffix(line, " =")
			name = strings.TrimSuffix(name, ":")
			current = &production{lines: !inline}
			g[name] = current
		}
	}
	for _, p := range g {
		for _, w := range p.ways {
			for _, line := range w.text {
				for _, after := range strings.Split(line, "«let ")[1:] {
					sets[after[:strings.IndexAny(after, " »")]] = true
				}
			}
		}
	}
	for name, p := range g {
		p.compile(reader{g, sets, name})
	}
	return g
}

// readWay reads the first line of a way, after its bar.
func readWay(line string) way {
	w := way{weight: 1}
	head, text, found := strings.Cut(line, "\t")
	if found {
		w.text = []string{text}
	}
	if name, ok := strings.CutPrefix(head, "?"); ok {
		w.when, w.weight = name, 0
	} else if head != "" {
		w.weight = number(head)
	}
	return w
}

func (p *production) compile(r reader) {
	for i := range p.ways {
		w := &p.ways[i]
		p.total += w.weight
		if i == len(p.ways)-1 { // empty lines before the next production are none of this one
			for len(w.text) > 0 && w.text[len(w.text)-1] == "" {
				w.text = w.text[:len(w.text)-1]
			}
		}
		switch {
		case p.lines:
			w.step = r.lines(w.text)
		case len(w.text) > 1:
			r.fail("has more than a line")
		default:
			w.step, _ = r.text(strings.Join(w.text, ""))
		}
	}
}

// write takes one of the ways. What it sets is forgotten at its end.
func (p *production) write(d *draft) {
	set := len(d.values)
	p.choose(d)(d)
	d.values = d.values[:set]
}

func (p *production) choose(d *draft) step {
	ways := p.ways
	for ; ways[0].when != ""; ways = ways[1:] {
		if d.isSet(ways[0].when) {
			return ways[0].step
		}
	}
	if len(ways) == 1 {
		return ways[0].step
	}
	n := d.rng.IntN(p.total)
	for n >= ways[0].weight {
		n -= ways[0].weight
		ways = ways[1:]
	}
	return ways[0].step
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic("synth: " + err.Error())
	}
	return n
}
