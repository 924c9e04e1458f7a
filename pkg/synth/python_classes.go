package synth

// largeClass writes a class of up to room lines. An indexer cuts it between its members, so each of them carries a mark.
func (p *python) largeClass(room int) {
	if p.chance(20) {
		p.line(0, p.decorator())
	}
	end := p.lines + room
	name := p.own()
	base := p.pick(pythonBases)
	if base != "" {
		base = "(" + base + ")"
	}
	p.line(0, "class ", name, base, ":")
	p.docstring(1)
	p.gap(1)
	for range p.between(1, 4) {
		p.line(1, p.pick(nouns), "_", p.suffix(false), ": ", p.pick(pythonTypes), " = ", p.atom())
	}
	p.gap(1)
	p.define(end-p.lines, func() { p.initializer(name) })
	for want := p.between(3, 12); want > 0 && end-p.lines > briefLines; want-- {
		p.gap(1)
		method := pythonMethods[p.rng.IntN(len(pythonMethods))]
		if !p.define(end-p.lines, func() { method(p) }) {
			p.shortMethod()
		}
	}
}

var pythonMethods = []func(p *python){
	(*python).method, (*python).method, (*python).method, (*python).asyncMethod, (*python).property,
	(*python).alternative, (*python).static, (*python).iteration, (*python).special, (*python).shortMethod,
}

func (p *python) initializer(class string) {
	p.line(1, "def __init__(", p.parameters("self", 1, 4), ") -> None:")
	p.line(2, `"""Build a `, class, ": ", p.phrase(), `."""`)
	for _, name := range p.scope {
		p.line(2, "self.", p.pick([]string{"", "_"}), name, " = ", name)
	}
	p.line(2, "self._", p.pick(nouns), ": dict[str, ", p.pick(pythonTypes), "] = {}  # ", p.mark())
	p.line(2, "self._", p.pick(nouns), "_lock = asyncio.Lock()")
}

func (p *python) method() {
	if p.chance(15) {
		p.line(1, p.decorator())
	}
	p.line(1, "def ", p.member(), "(", p.parameters("self", 0, 3), ") -> ", p.pick(pythonTypes), ":")
	p.docstring(2)
	p.body(2, p.between(2, 8))
	p.line(2, "return ", p.expression(2))
}

func (p *python) shortMethod() {
	p.line(1, "def _", p.member(), "_", p.suffix(false), "(self) -> None:")
	p.line(2, "self.", p.pick(nouns), " = ", p.atom(), "  # ", p.phrase(), ", ", p.mark())
}

func (p *python) asyncMethod() {
	p.line(1, "async def ", p.member(), "(", p.parameters("self", 0, 2), ") -> ", p.pick(pythonTypes), ":")
	p.within(true, false, func() {
		p.docstring(2)
		p.line(2, "async with self._lock:")
		p.body(3, p.between(2, 5))
		p.line(3, "await self.", p.member(), "(", p.atom(), ")")
		p.line(2, "return [item async for item in self.", p.member(), "() if item.", p.pick(nouns), "]")
	})
}

func (p *python) property() {
	name := p.join(p.pick(adjectives), p.pick(nouns)) + "_" + p.suffix(false)
	p.line(1, "@property")
	p.line(1, "def ", name, "(self) -> ", p.pick(pythonTypes), ":")
	p.line(2, `"""The `, p.pick(adjectives), " ", p.pick(nouns), ": ", p.phrase(), `."""`)
	p.line(2, "return self._", p.pick(nouns), " or ", p.expression(1))
	if p.chance(50) {
		p.gap(1)
		p.line(1, "@", name, ".setter")
		p.line(1, "def ", name, "(self, value: ", p.pick(pythonTypes), ") -> None:")
		p.line(2, "self._", p.pick(nouns), " = value")
	}
}

func (p *python) alternative() {
	p.line(1, "@classmethod")
	p.line(1, "def from_", p.pick(nouns), "_", p.suffix(false), "(", p.parameters("cls", 1, 2), `) -> "`, p.class(), `":`)
	p.docstring(2)
	p.body(2, p.between(1, 4))
	p.line(2, "return cls(", p.variable("None"), ", ", p.pick(nouns), "=", p.expression(1), ")")
}

func (p *python) static() {
	p.line(1, "@staticmethod")
	p.line(1, "def ", p.member(), "(", p.parameters("", 1, 3), ") -> ", p.pick(pythonTypes), ":")
	p.docstring(2)
	p.body(2, p.between(1, 5))
	p.line(2, "return ", p.comprehension())
}

func (p *python) iteration() {
	p.line(1, "def ", p.member(), "(", p.parameters("self", 1, 2), ") -> Iterator[", p.class(), "]:")
	p.within(false, true, func() {
		p.docstring(2)
		p.body(2, p.between(1, 3))
		p.line(2, "for position, item in enumerate(self.", p.pick(nouns), "):")
		p.line(3, "yield ", p.expression(1))
	})
}

func (p *python) special() {
	name := p.pick([]string{"__len__", "__repr__", "__hash__", "__bool__", "__iter__", "__copy__"})
	p.line(1, "def ", name, "(self):")
	p.line(2, "# ", capitalized(p.phrase()), " (", p.mark(), ").")
	p.line(2, "return ", p.expression(2))
}
