package synth

// expression is an expression that nests at most depth levels.
func (p *python) expression(depth int) string {
	if depth <= 0 {
		return p.atom()
	}
	inner := func() string { return p.expression(depth - 1) }
	switch p.rng.IntN(12) {
	case 0:
		return p.member() + "(" + inner() + ", " + p.pick(nouns) + "=" + p.atom() + ")"
	case 1:
		return "(" + inner() + " " + p.pick([]string{"+", "-", "*", "//", "%", "|", "or"}) + " " + p.atom() + ")"
	case 2:
		return "(" + inner() + " if " + p.condition() + " else " + p.atom() + ")"
	case 3:
		return `f"` + p.pick(nouns) + ": {" + p.variable("self") + "!r} of {" + p.variable("self") + `}"`
	case 4:
		return "[" + inner() + ", " + p.atom() + "]"
	case 5:
		return "len(" + inner() + ")"
	case 6:
		return "{" + p.literal() + ": " + inner() + ", " + p.literal() + ": " + p.atom() + "}"
	case 7:
		return p.variable("self") + "." + p.pick(nouns) + "[" + p.literal() + "]"
	case 8:
		return "(lambda item: (item." + p.pick(nouns) + ", " + p.atom() + "))"
	case 9:
		return p.comprehension()
	case 10:
		if p.async {
			return "await " + p.member() + "(" + p.atom() + ")"
		}
		return p.class() + "(" + inner() + ")"
	default:
		return p.atom()
	}
}

// atom is an expression without parts.
func (p *python) atom() string {
	switch p.rng.IntN(7) {
	case 0:
		return p.number(0, 10_000)
	case 1:
		return p.literal()
	case 2:
		return p.variable("self") + "." + p.pick(nouns)
	case 3:
		return p.number(0, 99) + "." + p.number(1, 999)
	case 4:
		return p.pick([]string{"None", "True", "False", "0x" + p.number(10, 99), "1_000", `b"\x00\xff"`, "()"})
	default:
		return p.variable(p.number(1, 64))
	}
}

func (p *python) comprehension() string {
	source := p.variable("range(" + p.number(2, 80) + ")")
	item := p.pick([]string{"item", "each", "one"})
	filter := ""
	if p.chance(60) {
		filter = " if " + item + "." + p.pick(nouns) + " > " + p.number(0, 900)
	}
	switch p.rng.IntN(4) {
	case 0:
		return "[" + item + "." + p.pick(nouns) + " for " + item + " in " + source + filter + "]"
	case 1:
		return "{" + item + "[" + p.literal() + "]: " + p.atom() + " for " + item + " in " + source + filter + "}"
	case 2:
		return "sum(" + item + " * " + p.number(2, 40) + " for " + item + " in " + source + filter + ")"
	default:
		return "{" + p.member() + "(" + item + ") for " + item + " in " + source + filter + "}"
	}
}

func (p *python) condition() string {
	subject := p.variable("self")
	switch p.rng.IntN(7) {
	case 0:
		return subject + " is None"
	case 1:
		return subject + " > " + p.number(0, 4000)
	case 2:
		return p.literal() + " not in " + subject
	case 3:
		return "not " + subject
	case 4:
		return "isinstance(" + subject + ", (" + p.class() + ", str))"
	case 5:
		return "(" + p.pick(nouns) + "_count := len(" + subject + ")) >= " + p.number(1, 99)
	default:
		return subject + "." + p.pick(nouns) + " and " + p.number(1, 9) + " <= " + p.variable("total") + " < " + p.number(10, 99)
	}
}

// decorator is a decorator of a function; it carries a mark, for a large definition may be cut off from it.
func (p *python) decorator() string {
	switch p.rng.IntN(3) {
	case 0:
		return "@retry(times=" + p.number(2, 9) + ", code=" + quoted(p.mark()) + ")"
	case 1:
		return "@traced(" + quoted(p.mark()) + ")"
	default:
		return "@" + p.pick(nouns) + ".handler(" + quoted("/"+p.pick(nouns)+"/"+p.mark()) + ")"
	}
}
