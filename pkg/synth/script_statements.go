package synth

// body writes statements until the definition is full or has count of them.
func (s *script) body(depth, count int) {
	for range count {
		if s.full() {
			break
		}
		s.statement(depth, 0)
	}
}

// statement writes one statement at depth, inside nest others.
func (s *script) statement(depth, nest int) {
	if s.chance(12) {
		s.line(depth, "// ", s.phrase(), ", ", s.mark())
	}
	if nest < nesting && !s.full() && s.chance(45) {
		scope := len(s.scope)
		s.compound(depth, nest)
		s.scope = s.scope[:scope]
		return
	}
	scriptSimple[s.rng.IntN(len(scriptSimple))](s, depth)
}

// suite writes the statements of a compound statement's branch.
func (s *script) suite(depth, nest int) {
	scope := len(s.scope)
	s.statement(depth, nest+1)
	if !s.full() && s.chance(50) {
		s.statement(depth, nest+1)
	}
	s.scope = s.scope[:scope]
}

var scriptSimple = []func(s *script, depth int){
	func(s *script, depth int) {
		value, name := s.expression(2), s.local()
		s.line(depth, "const ", name, " = ", value, ";")
		s.declare(name)
	},
	func(s *script, depth int) {
		value, name := s.expression(1), s.local()
		s.line(depth, "let ", name, s.annotation(s.pick(scriptTypes)), " = ", value, "; // ", s.phrase())
		s.declare(name)
	},
	func(s *script, depth int) {
		s.line(depth, "log.", s.pick(scriptLevels), "({ ", s.pick(nouns), ": ", s.atom(), " }, ", quoted(s.phrase()), ");")
	},
	func(s *script, depth int) {
		s.line(depth, s.variable("log"), ".", s.pick(nouns), " ", s.pick([]string{"+=", "-=", "??=", "="}), " ", s.expression(1), ";")
	},
	func(s *script, depth int) {
		value, first := s.expression(1), s.local()
		s.declare(first)
		second := s.local()
		s.declare(second)
		s.line(depth, "const { ", s.pick(nouns), ": ", first, ", ", s.pick(adjectives), ": ", second, " = ", s.number(0, 99), " } = ", value, ";")
	},
	func(s *script, depth int) {
		s.line(depth, s.variable("log"), ".", s.member(), "(", s.expression(2), ");")
	},
	func(s *script, depth int) {
		name := s.local()
		s.line(depth, "const ", name, " = {")
		for range s.between(2, 4) {
			s.line(depth+1, s.pick([]string{"", "$"}), s.member(), ": ", s.expression(1), ",")
		}
		s.line(depth, "};")
		s.declare(name)
	},
	func(s *script, depth int) {
		first := s.local()
		s.declare(first)
		s.line(depth, "const [", first, ", , ...", s.join(first, "rest"), "] = ", s.member(), "(", s.atom(), ");")
	},
	func(s *script, depth int) {
		s.line(depth, s.member(), "(", s.variable("log"), ", (error, result) => {")
		s.line(depth+1, "if (error) throw new ", s.class(), "Error(", quoted(s.phrase()), ");")
		s.line(depth+1, "log.info(result.", s.pick(nouns), ");")
		s.line(depth, "});")
	},
}

// compound writes a statement that holds others.
func (s *script) compound(depth, nest int) {
	switch s.rng.IntN(7) {
	case 0:
		s.ifStatement(depth, nest)
	case 1:
		s.forStatement(depth, nest)
	case 2:
		s.tryStatement(depth, nest)
	case 3:
		s.switchStatement(depth, nest)
	case 4:
		s.whileStatement(depth, nest)
	case 5:
		s.closure(depth)
	default:
		s.refusal(depth)
	}
}

// refusal is an early return or an error.
func (s *script) refusal(depth int) {
	s.line(depth, "if (", s.condition(), ") {")
	if s.chance(50) {
		s.line(depth+1, "return ", s.atom(), ";")
	} else {
		s.line(depth+1, "throw new RangeError(`", s.phrase(), " ${", s.variable("log"), "}`);")
	}
	s.line(depth, "}")
}

func (s *script) ifStatement(depth, nest int) {
	s.line(depth, "if (", s.condition(), ") {")
	s.suite(depth+1, nest)
	if s.chance(30) && !s.full() {
		s.line(depth, "} else if (", s.condition(), ") {")
		s.suite(depth+1, nest)
	}
	if s.chance(40) && !s.full() {
		s.line(depth, "} else {")
		s.suite(depth+1, nest)
	}
	s.line(depth, "}")
}

func (s *script) forStatement(depth, nest int) {
	source, name := s.variable("[]"), s.local()
	s.declare(name)
	switch s.rng.IntN(4) {
	case 0:
		s.line(depth, "for (let ", name, " = 0; ", name, " < ", s.number(2, 90), "; ", name, "++) {")
	case 1:
		s.line(depth, "for (const [id, ", name, "] of Object.entries(", source, ")) {")
	case 2:
		if s.async {
			s.line(depth, "for await (const ", name, " of ", s.member(), "(", source, ")) {")
		} else {
			s.line(depth, "for (const ", name, " in ", source, ") {")
		}
	default:
		s.line(depth, "for (const ", name, " of ", source, ") {")
	}
	s.suite(depth+1, nest)
	if s.chance(30) {
		s.line(depth+1, "if (", s.condition(), ") ", s.pick([]string{"continue", "break"}), ";")
	}
	s.line(depth, "}")
}

func (s *script) tryStatement(depth, nest int) {
	s.line(depth, "try {")
	s.suite(depth+1, nest)
	s.line(depth, "} catch (error) {")
	s.line(depth+1, "throw new ", s.class(), "Error(", quoted(s.phrase()), ", { cause: error });")
	if s.chance(30) && !s.full() {
		s.line(depth, "} finally {")
		s.suite(depth+1, nest)
	}
	s.line(depth, "}")
}

func (s *script) switchStatement(depth, nest int) {
	s.line(depth, "switch (", s.variable("log"), ".", s.pick(nouns), ") {")
	s.line(depth+1, "case ", s.literal(), ": {")
	s.suite(depth+2, nest)
	s.line(depth+2, "break;")
	s.line(depth+1, "}")
	s.line(depth+1, "default:")
	s.line(depth+2, "log.", s.pick(scriptLevels), "(", s.literal(), ");")
	s.line(depth, "}")
}

func (s *script) whileStatement(depth, nest int) {
	if s.chance(50) {
		s.line(depth, "while (", s.condition(), ") {")
		s.suite(depth+1, nest)
		s.line(depth+1, "break;")
		s.line(depth, "}")
		return
	}
	s.line(depth, "do {")
	s.suite(depth+1, nest)
	s.line(depth, "} while (", s.condition(), ");")
}

// closure writes a function in the function, which may not await for it.
func (s *script) closure(depth int) {
	name := s.local()
	async := s.async
	s.async = false
	s.line(depth, "const ", name, " = (", s.pick(nouns), s.annotation("string"), ") => {")
	s.line(depth+1, "const ", s.pick(adjectives), " = ", s.expression(1), ";")
	s.line(depth+1, "return ", s.expression(1), ";")
	s.line(depth, "};")
	s.async = async
}
