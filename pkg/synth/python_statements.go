package synth

// nesting is how deep compound statements go.
const nesting = 3

// body writes statements until the definition is full or has count of them.
func (p *python) body(depth, count int) {
	for range count {
		if p.full() {
			break
		}
		p.statement(depth, 0)
	}
}

// statement writes one statement at depth, inside nest others.
func (p *python) statement(depth, nest int) {
	if p.chance(12) {
		p.line(depth, "# ", p.phrase(), ", ", p.mark())
	}
	if nest < nesting && !p.full() && p.chance(45) {
		scope := len(p.scope)
		p.compound(depth, nest)
		p.scope = p.scope[:scope]
		return
	}
	pythonSimple[p.rng.IntN(len(pythonSimple))](p, depth)
}

// suite writes the statements of a compound statement's branch.
func (p *python) suite(depth, nest int) {
	p.statement(depth, nest+1)
	if !p.full() && p.chance(50) {
		p.statement(depth, nest+1)
	}
}

// result is what a return statement gives back.
func (p *python) result() string {
	if p.generator {
		return ""
	}
	return " " + p.atom()
}

var pythonSimple = []func(p *python, depth int){
	func(p *python, depth int) {
		value, name := p.expression(2), p.local()
		p.line(depth, name, " = ", value)
		p.declare(name)
	},
	func(p *python, depth int) {
		value, name := p.expression(1), p.local()
		p.line(depth, name, ": ", p.pick(pythonTypes), " = ", value, "  # ", p.phrase())
		p.declare(name)
	},
	func(p *python, depth int) {
		p.line(depth, "logger.", p.pick(pythonLevels), `("`, p.phrase(), `: %s", `, p.variable("__name__"), ")")
	},
	func(p *python, depth int) {
		p.line(depth, p.variable("total"), " ", p.pick([]string{"+=", "-=", "*=", "|="}), " ", p.expression(1))
	},
	func(p *python, depth int) {
		value := p.member() + "(" + p.atom() + ")"
		first, second := p.local(), p.pick(nouns)+"_rest"
		p.line(depth, first, ", *", second, " = ", value)
		p.declare(first)
	},
	func(p *python, depth int) {
		p.line(depth, p.variable("items"), ".", p.member(), "(", p.expression(2), ")")
	},
	func(p *python, depth int) {
		name := p.local()
		p.line(depth, name, " = {")
		for range p.between(2, 4) {
			p.line(depth+1, p.literal(), ": ", p.expression(1), ",")
		}
		p.line(depth, "}")
		p.declare(name)
	},
	func(p *python, depth int) {
		p.line(depth, "assert ", p.condition(), ", ", quoted(p.phrase()))
	},
	func(p *python, depth int) {
		source, name := p.variable("[]"), p.local()
		p.line(depth, name, " = sorted(", source, ", key=lambda row: -row.", p.pick(nouns), ")[:", p.number(2, 99), "]")
		p.declare(name)
	},
	func(p *python, depth int) {
		name := p.local()
		p.line(depth, name, " = (")
		p.line(depth+1, quoted(p.phrase()+" "))
		p.line(depth+1, `f"`, p.pick(adjectives), " {", p.variable("__name__"), `}"`)
		p.line(depth, ")")
		p.declare(name)
	},
}

// compound writes a statement that holds others.
func (p *python) compound(depth, nest int) {
	switch p.rng.IntN(7) {
	case 0:
		p.ifStatement(depth, nest)
	case 1:
		p.forStatement(depth, nest)
	case 2:
		p.tryStatement(depth, nest)
	case 3:
		p.withStatement(depth, nest)
	case 4:
		p.whileStatement(depth, nest)
	case 5:
		p.matchStatement(depth, nest)
	default:
		p.refusal(depth)
	}
}

// refusal is an early return or an error.
func (p *python) refusal(depth int) {
	p.line(depth, "if ", p.condition(), ":")
	if p.chance(50) {
		p.line(depth+1, "return", p.result())
	} else {
		p.line(depth+1, "raise ValueError(", quoted(p.phrase()), ")")
	}
}

func (p *python) ifStatement(depth, nest int) {
	p.line(depth, "if ", p.condition(), ":")
	p.suite(depth+1, nest)
	if p.chance(30) {
		p.line(depth, "elif ", p.condition(), ":")
		p.suite(depth+1, nest)
	}
	if p.chance(40) {
		p.line(depth, "else:")
		p.suite(depth+1, nest)
	}
}

func (p *python) forStatement(depth, nest int) {
	source, name := p.variable("items"), p.local()
	p.declare(name)
	switch p.rng.IntN(4) {
	case 0:
		p.line(depth, "for position, ", name, " in enumerate(", source, ", start=", p.number(1, 9), "):")
	case 1:
		p.line(depth, "for key, ", name, " in ", source, ".items():")
	case 2:
		if p.async {
			p.line(depth, "async for ", name, " in ", p.member(), "(", source, "):")
		} else {
			p.line(depth, "for ", name, ", other in zip(", source, ", ", p.member(), "(", p.atom(), ")):")
		}
	default:
		p.line(depth, "for ", name, " in ", source, ":")
	}
	p.suite(depth+1, nest)
	if p.chance(30) {
		p.line(depth+1, "if ", p.condition(), ":")
		p.line(depth+2, p.pick([]string{"continue", "break"}))
	}
}

func (p *python) tryStatement(depth, nest int) {
	p.line(depth, "try:")
	p.suite(depth+1, nest)
	p.line(depth, "except (", p.class(), "Error, ", p.pick([]string{"KeyError", "OSError", "TypeError"}), ") as error:")
	p.line(depth+1, "raise ", p.class(), "Error(", quoted(p.phrase()), ") from error")
	if p.chance(30) {
		p.line(depth, "finally:")
		p.suite(depth+1, nest)
	}
}

func (p *python) withStatement(depth, nest int) {
	prefix := ""
	if p.async && p.chance(60) {
		prefix = "async "
	}
	source, name := p.member()+"("+p.atom()+")", p.local()
	p.declare(name)
	p.line(depth, prefix, "with ", source, " as ", name, ":")
	p.suite(depth+1, nest)
}

func (p *python) whileStatement(depth, nest int) {
	p.line(depth, "while ", p.condition(), ":")
	p.suite(depth+1, nest)
	p.line(depth+1, p.pick([]string{"break", "attempts = attempts - 1 if attempts else 0"}))
}

func (p *python) matchStatement(depth, nest int) {
	p.line(depth, "match ", p.variable("self"), ":")
	p.line(depth+1, "case {", p.literal(), ": value, **rest} if value:")
	p.suite(depth+2, nest)
	p.line(depth+1, "case [", p.number(0, 99), ", *others] | [*others, ", p.literal(), "]:")
	p.line(depth+2, "return", p.result())
	p.line(depth+1, "case _:")
	p.line(depth+2, "pass")
}
