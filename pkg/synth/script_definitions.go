package synth

import "strings"

// scriptDefinitions are the top-level definitions of both languages.
var scriptDefinitions = []func(s *script){
	(*script).function, (*script).function, (*script).asyncFunction, (*script).arrow, (*script).generatorFunction,
	(*script).classDefinition, (*script).classDefinition, (*script).object, (*script).table, (*script).reducer,
	(*script).factory, (*script).errorClass, (*script).promises, (*script).immediate, (*script).collection,
}

// within sets what the statements of a function may do while write runs.
func (s *script) within(async, generator bool, write func()) {
	s.async, s.generator = async, generator
	write()
	s.async, s.generator = false, false
}

// comment explains a definition.
func (s *script) comment(depth int) {
	switch s.rng.IntN(3) {
	case 0:
		s.line(depth, "// ", capitalized(s.phrase()), " (", s.mark(), ").")
	case 1:
		s.line(depth, "/**")
		s.line(depth, " * ", capitalized(s.phrase()), ".")
		s.line(depth, " * @see ", s.mark())
		s.line(depth, " */")
	}
}

func (s *script) function() {
	s.comment(0)
	name := s.named(s.member())
	s.line(0, s.publish(name), "function ", name, "(", s.parameters(1, 3), ")", s.returns(), " {")
	s.body(1, s.between(3, 8))
	s.line(1, "return ", s.expression(2), ";")
	s.line(0, "}")
}

func (s *script) asyncFunction() {
	s.comment(0)
	name := s.named(s.member())
	s.within(true, false, func() {
		s.line(0, s.publish(name), "async function ", name, "(", s.parameters(1, 3), ")", s.returns(), " {")
		s.line(1, "const reply = await ", s.member(), "(", s.atom(), ");")
		s.declare("reply")
		s.body(1, s.between(3, 7))
		s.line(1, "return ", s.expression(2), ";")
		s.line(0, "}")
	})
}

func (s *script) arrow() {
	s.comment(0)
	name := s.named(s.member())
	s.line(0, s.publish(name), "const ", name, " = (", s.parameters(1, 3), ")", s.returns(), " => {")
	s.body(1, s.between(2, 6))
	s.line(1, "return ", s.pipeline(), ";")
	s.line(0, "};")
}

func (s *script) generatorFunction() {
	name := s.named("each" + capitalized(s.pick(nouns)))
	async := ""
	if s.chance(40) {
		async = "async "
	}
	s.within(async != "", true, func() {
		s.line(0, s.publish(name), async, "function* ", name, "(", s.parameters(1, 2), ")", s.returns(), " {")
		s.body(1, s.between(2, 4))
		s.line(1, "for (const part of ", s.variable("[]"), ") {")
		s.line(2, "yield part.", s.pick(nouns), ";")
		s.line(1, "}")
		s.line(1, "yield* ", s.member(), "(", s.atom(), ");")
		s.line(0, "}")
	})
}

func (s *script) object() {
	name := s.named(s.pick(nouns))
	s.line(0, s.publish(name), "const ", name, " = {")
	s.line(1, "kind: ", s.literal(), ",")
	s.line(1, "[`", s.pick(nouns), "-${log.", s.pick(nouns), "}`]: ", s.atom(), ",")
	for range s.between(1, 3) {
		if s.full() {
			break
		}
		s.line(1, s.member(), "(", s.parameters(1, 2), ")", s.returns(), " {")
		s.body(2, s.between(1, 3))
		s.line(2, "return ", s.expression(1), ";")
		s.line(1, "},")
		s.scope = s.scope[:0]
	}
	s.line(1, "get ", s.pick(nouns), "()", s.annotation("number"), " {")
	s.line(2, "return ", s.number(1, 9000), ";")
	s.line(1, "},")
	s.line(0, "};")
}

func (s *script) table() {
	name := strings.ToUpper(s.pick(nouns) + "_" + s.suffix(false))
	s.line(0, s.publish(name), "const ", name, " = Object.freeze({")
	for range s.between(3, 10) {
		s.line(1, s.literal(), ": { ", s.pick(nouns), ": ", s.number(1, 9000), ", rate: 0.", s.number(1, 99), ", ", s.pick(adjectives), ": ", s.literal(), " }, // ", s.phrase())
	}
	s.line(0, "});")
}

func (s *script) reducer() {
	name := s.named("reduce" + capitalized(s.pick(nouns)))
	s.line(0, s.publish(name), "function ", name, "(state", s.annotation("any"), ", action", s.annotation("any"), ")", s.returns(), " {")
	s.line(1, "switch (action.type) {")
	s.declare("state")
	for range s.between(2, 5) {
		s.line(2, "case ", quoted(s.pick(nouns)+"/"+s.pick(verbs)+s.number(1, 99)), ":")
		s.line(3, "return { ...state, ", s.pick(nouns), ": action.", s.pick(nouns), ", ", s.pick(adjectives), ": ", s.expression(1), " };")
	}
	s.line(2, "default:")
	s.line(3, "return state;")
	s.line(1, "}")
	s.line(0, "}")
}

func (s *script) factory() {
	s.comment(0)
	name := s.named("create" + capitalized(s.pick(nouns)))
	s.line(0, s.publish(name), "function ", name, "(", s.parameters(1, 2), ") {")
	s.line(1, "const cache = new WeakMap();")
	s.line(1, "let hits = 0;")
	s.line(1, "return function ", s.member(), "(key", s.annotation("object"), ") {")
	s.declare("key")
	s.line(2, "if (cache.has(key)) {")
	s.line(3, "hits += ", s.number(1, 9), ";")
	s.line(3, "return cache.get(key);")
	s.line(2, "}")
	s.body(2, s.between(1, 4))
	s.line(2, "cache.set(key, [hits, ", s.expression(1), "]);")
	s.line(1, "};")
	s.line(0, "}")
}

func (s *script) promises() {
	name := s.named(s.member())
	s.line(0, s.publish(name), "const ", name, " = (", s.parameters(1, 2), ") =>")
	s.line(1, "Promise.all([", s.member(), "(", s.atom(), "), ", s.member(), "(", s.atom(), ")])")
	s.line(2, ".then(([first, second]) => {")
	s.declare("first")
	s.body(3, s.between(1, 3))
	s.line(3, "return { first, second, ", s.pick(nouns), ": ", s.atom(), " };")
	s.line(2, "})")
	s.line(2, ".catch((error) => log.error(error, ", quoted(s.phrase()), "))")
	s.line(2, ".finally(() => ", s.member(), "(", s.literal(), "));")
}

func (s *script) immediate() {
	s.line(0, "(function ", s.named(s.member()), "() {")
	s.body(1, s.between(2, 5))
	s.line(0, "})();")
}

func (s *script) collection() {
	name := s.named(s.pick(nouns) + "Rules")
	s.line(0, s.publish(name), "const ", name, s.annotation("any[]"), " = [")
	for range s.between(2, 6) {
		if s.full() {
			break
		}
		s.line(1, "{")
		s.line(2, "name: ", s.literal(), ",")
		s.line(2, "test: (row", s.annotation("any"), ") => row.", s.pick(nouns), " > ", s.number(1, 900), " || /", s.pick(nouns), `\s*$/.test(row.`, s.pick(nouns), "),")
		s.line(2, s.pick(verbs), ": ", s.expression(1), ",")
		s.line(1, "},")
	}
	s.line(0, "];")
}
