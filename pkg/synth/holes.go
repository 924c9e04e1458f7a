package synth

import "strings"

// makes is what filling a hole makes.
type makes int

const (
	nothing makes = iota
	part          // of a line
	lines
)

func (p *production) makes() makes {
	if p.lines {
		return lines
	}
	return part
}

// hole reads the inside of a hole: a production, an operation with its operands, or a value.
func (r reader) hole(text string) (step, makes) {
	if p := r.grammar[text]; p != nil {
		return p.write, p.makes()
	}
	if fill, made := r.operation(text); fill != nil {
		return fill, made
	}
	if lower := strings.ToLower(text[:1]) + text[1:]; lower != text {
		fill, _ := r.hole(lower)
		return func(d *draft) { d.add(capitalized(d.apart(fill))) }, part
	}
	if !r.sets[text] {
		r.fail("has a hole for %q, which nothing fills", text)
	}
	return func(d *draft) { d.add(d.value(text)) }, part
}

// operation reads an operation, or returns nil when text is none.
func (r reader) operation(text string) (step, makes) {
	name, rest, _ := strings.Cut(text, " ")
	switch name {
	case "let": // «let NAME TEXT» sets a value until the production ends
		name, value, _ := strings.Cut(rest, " ")
		if r.grammar[name] != nil {
			r.fail("sets %q, which is a production", name)
		}
		fill, _ := r.text(value)
		return func(d *draft) { d.values = append(d.values, setting{name, d.apart(fill)}) }, nothing
	case "declare": // «declare TEXT» puts a local name into scope
		fill, _ := r.text(rest)
		return func(d *draft) { d.declare(d.apart(fill)) }, nothing
	case "forget": // ends the scope of all of them
		return func(d *draft) { d.scope = d.scope[:0] }, nothing
	case "variable": // «variable TEXT» is a name in scope, or TEXT when there is none
		fill, _ := r.text(rest)
		return func(d *draft) { d.add(d.variable(d.apart(fill))) }, part
	case "upper":
		fill, _ := r.text(rest)
		return func(d *draft) { d.add(strings.ToUpper(d.apart(fill))) }, part
	case "annotation": // «annotation TEXT» is a type after a name, in TypeScript
		fill, _ := r.text(rest)
		return func(d *draft) { d.annotation(d.apart(fill)) }, part
	case "any": // «any A B C» is one of them
		var words []step
		for word := range strings.FieldsSeq(rest) {
			fill, _ := r.text(word)
			words = append(words, fill)
		}
		return func(d *draft) { words[d.rng.IntN(len(words))](d) }, part
	case "expression": // «expression 2» nests that deep at most, «inner» one level less than what it is in
		depth := number(rest)
		return func(d *draft) { d.expression(depth) }, part
	}
	if fill, made := r.repetition(name, rest); fill != nil {
		return fill, made
	}
	return simple(text)
}

// simple is an operation of one word.
func simple(name string) (step, makes) {
	text := map[string]func(*draft) string{
		"noun":      func(d *draft) string { return d.pick(nouns) },
		"verb":      func(d *draft) string { return d.pick(verbs) },
		"adjective": func(d *draft) string { return d.pick(adjectives) },
		"space":     func(*draft) string { return " " },
		"mark":      (*draft).mark,
		"suffix":    (*draft).suffix,
		"local":     (*draft).local,
	}[name]
	if text != nil {
		return func(d *draft) { d.add(text(d)) }, part
	}
	switch name {
	case "inner":
		return func(d *draft) { d.expression(d.nested - 1) }, part
	case "publish":
		return (*draft).publish, part
	case "suite":
		return (*draft).suite, lines
	case "methods":
		return (*draft).methods, lines
	}
	return nil, nothing
}

// repetition reads an operation that writes something at times, or several times.
func (r reader) repetition(name, rest string) (step, makes) {
	first, after, _ := strings.Cut(rest, " ")
	second, last, _ := strings.Cut(after, " ")
	switch name {
	case "number": // «number LOW HIGH»
		low, high := number(first), number(second)
		return func(d *draft) { d.add(d.number(low, high)) }, part
	case "body": // «body LOW HIGH» is that many statements
		low, high := number(first), number(second)
		return func(d *draft) { d.body(d.between(low, high)) }, lines
	case "maybe", "room": // «maybe PERCENT PRODUCTION»; with room, not in a definition that is full
		percent, p, anyhow := number(first), r.production(after), name == "maybe"
		return func(d *draft) {
			if d.chance(percent) && (anyhow || !d.full()) {
				p.write(d)
			}
		}, p.makes()
	case "list", "more": // «list LOW HIGH PRODUCTION» with commas between, or before each
		low, high, p, comma := number(first), number(second), r.production(last), name == "more"
		return func(d *draft) {
			for i := range d.between(low, high) {
				if i > 0 || comma {
					d.add(", ")
				}
				p.write(d)
			}
		}, part
	case "repeat", "upto": // «repeat LOW HIGH PRODUCTION, PRODUCTION» in turn; with upto, until the definition is full
		low, high, anyhow := number(first), number(second), name == "repeat"
		var inTurn []*production
		for name := range strings.SplitSeq(last, ", ") {
			inTurn = append(inTurn, r.production(name))
		}
		return func(d *draft) {
			for i := range d.between(low, high) {
				if !anyhow && d.full() {
					break
				}
				inTurn[i%len(inTurn)].write(d)
			}
		}, inTurn[0].makes()
	case "stride": // «stride STEP LOW HIGH FROM, INTO» sets it to some ways of FROM, each so far from the last, for INTO
		high, names, _ := strings.Cut(last, " ")
		from, into, _ := strings.Cut(names, ", ")
		return stride(number(first), number(second), number(high), r.production(from), r.production(into)), lines
	case "each": // «each scope PRODUCTION» or «each exports PRODUCTION» sets it to each name
		p := r.production(after)
		return func(d *draft) {
			names := d.scope
			if first == "exports" {
				names = d.exports[:min(len(d.exports), closingLines-3)]
			}
			for _, name := range names {
				d.with("it", name, p)
			}
		}, lines
	case "attempt": // «attempt PRODUCTION» leaves it out if there is no room
		p := r.production(rest)
		return func(d *draft) { d.define(d.end-d.lines, p) }, lines
	}
	return nil, nothing
}

func stride(by, low, high int, from, into *production) step {
	return func(d *draft) {
		first := d.rng.IntN(len(from.ways))
		for i := range d.between(low, high) {
			d.with("it", d.apart(from.ways[(first+i*by)%len(from.ways)].step), into)
		}
	}
}
