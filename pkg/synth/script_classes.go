package synth

import "strings"

var scriptMembers = []func(s *script, field string){
	(*script).method, (*script).method, (*script).asyncMethod, (*script).accessors, (*script).static, (*script).iterator,
}

func (s *script) classDefinition() {
	s.comment(0)
	name, field := s.own(), s.pick(nouns)
	parent := ""
	if s.chance(50) {
		parent = " extends " + s.class()
	}
	s.line(0, s.publish(name), "class ", name, parent, " {")
	s.line(1, "#", field, " = ", s.atom(), ";")
	s.line(1, "static ", s.pick(adjectives), " = ", s.literal(), ";")
	s.gap(1)
	s.line(1, "constructor(", s.parameters(1, 3), ") {")
	if parent != "" {
		s.line(2, "super(", s.variable("null"), ");")
	}
	s.line(2, "this.#", field, " = ", s.expression(1), ";")
	s.line(1, "}")
	for range s.between(1, 4) {
		if s.full() {
			break
		}
		s.scope = s.scope[:0]
		s.gap(1)
		scriptMembers[s.rng.IntN(len(scriptMembers))](s, field)
	}
	s.line(0, "}")
}

func (s *script) method(field string) {
	s.line(1, s.member(), "(", s.parameters(0, 2), ")", s.returns(), " {")
	s.body(2, s.between(1, 5))
	s.line(2, "return this.#", field, " ?? ", s.atom(), ";")
	s.line(1, "}")
}

func (s *script) asyncMethod(field string) {
	s.within(true, false, func() {
		s.line(1, "async ", s.member(), "(", s.parameters(0, 2), ")", s.returns(), " {")
		s.body(2, s.between(1, 4))
		s.line(2, "this.#", field, " = await ", s.member(), "(", s.atom(), ");")
		s.line(2, "return ", s.atom(), ";")
		s.line(1, "}")
	})
}

func (s *script) accessors(field string) {
	name := s.join(s.pick(adjectives), field)
	s.line(1, "get ", name, "()", s.annotation("any"), " {")
	s.line(2, "return this.#", field, ";")
	s.line(1, "}")
	s.gap(1)
	s.line(1, "set ", name, "(value", s.annotation("any"), ") {")
	s.line(2, "if (value.", s.pick(nouns), " > ", s.number(1, 900), ") throw new TypeError(", quoted(s.phrase()), ");")
	s.line(2, "this.#", field, " = value;")
	s.line(1, "}")
}

func (s *script) static(string) {
	s.line(1, "static from", capitalized(s.pick(nouns)), "(", s.parameters(1, 2), ")", s.returns(), " {")
	s.body(2, s.between(1, 3))
	s.line(2, "return new this(", s.expression(1), ");")
	s.line(1, "}")
}

func (s *script) iterator(field string) {
	s.line(1, "*[Symbol.iterator]() {")
	s.line(2, "for (const part of this.#", field, ") {")
	s.line(3, "yield [part, ", s.atom(), "];")
	s.line(2, "}")
	s.line(1, "}")
}

func (s *script) errorClass() {
	name := s.own() + "Error"
	s.declare("message")
	s.line(0, s.publish(name), "class ", name, " extends Error {")
	s.line(1, "constructor(message", s.annotation("string"), ", ", s.parameters(1, 2), ") {")
	s.line(2, "super(`${message} [", strings.ToUpper(s.mark()), "]`);")
	s.line(2, "this.name = ", quoted(name), ";")
	s.line(2, "this.", s.pick(nouns), " = ", s.expression(1), "; // ", s.phrase())
	s.line(1, "}")
	s.line(0, "}")
}
