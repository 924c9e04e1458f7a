package synth

import "strings"

// expression is an expression that nests at most depth levels.
func (s *script) expression(depth int) string {
	if depth <= 0 {
		return s.atom()
	}
	inner := func() string { return s.expression(depth - 1) }
	switch s.rng.IntN(13) {
	case 0:
		return s.member() + "(" + inner() + ", { " + s.pick(nouns) + ": " + s.atom() + " })"
	case 1:
		return "(" + inner() + " " + s.pick([]string{"+", "-", "*", "%", "===", "??", "<<"}) + " " + s.atom() + ")"
	case 2:
		return "(" + s.condition() + " ? " + inner() + " : " + s.atom() + ")"
	case 3:
		return "`" + s.pick(nouns) + ": ${" + s.variable("log") + "} of ${" + inner() + "}`"
	case 4:
		return "[..." + s.variable("[]") + ", " + inner() + "]"
	case 5:
		return "{ ..." + s.variable("log") + ", " + s.pick(nouns) + ": " + inner() + " }"
	case 6:
		return s.variable("log") + "?." + s.pick(nouns) + "?.[" + s.literal() + "]"
	case 7:
		return "new Map([[" + s.literal() + ", " + inner() + "]])"
	case 8:
		return s.pipeline()
	case 9:
		if s.async {
			return "await " + s.member() + "(" + inner() + ")"
		}
		return "new " + s.class() + "(" + inner() + ")"
	case 10:
		return "(" + s.pick(nouns) + s.annotation("number") + ") => " + s.member() + "(" + s.atom() + ")"
	case 11:
		if s.typed {
			return "(" + s.atom() + " as " + s.pick([]string{"unknown", "string", "number", "never", "Date[]"}) + ")"
		}
		return "typeof " + s.variable("log")
	default:
		return s.atom()
	}
}

// atom is an expression without parts.
func (s *script) atom() string {
	switch s.rng.IntN(7) {
	case 0:
		return s.number(0, 10_000)
	case 1:
		return s.literal()
	case 2:
		return s.variable("log") + "." + s.pick(nouns)
	case 3:
		return s.number(0, 99) + "." + s.number(1, 999)
	case 4:
		return s.pick([]string{"null", "undefined", "true", "false", "0xff", "1_000", "[]", "Number.NaN", "10n"})
	default:
		return s.variable(s.number(1, 64))
	}
}

// pipeline is a chain of array methods.
func (s *script) pipeline() string {
	var chain strings.Builder
	chain.WriteString(s.variable("[]"))
	for range s.between(1, 3) {
		switch s.rng.IntN(4) {
		case 0:
			chain.WriteString(".filter((row) => row." + s.pick(nouns) + " > " + s.number(0, 900) + ")")
		case 1:
			chain.WriteString(".map(({ " + s.pick(nouns) + ", ...rest }) => [rest, " + s.atom() + "])")
		case 2:
			chain.WriteString(".slice(" + s.number(0, 9) + ", " + s.number(10, 99) + ")")
		default:
			chain.WriteString(".flatMap((row) => row." + s.pick(nouns) + " ?? [])")
		}
	}
	return chain.String()
}

func (s *script) condition() string {
	subject := s.variable("log")
	switch s.rng.IntN(6) {
	case 0:
		return subject + " === null"
	case 1:
		return subject + ".length > " + s.number(0, 4000)
	case 2:
		return "!" + subject
	case 3:
		return subject + " instanceof " + s.class()
	case 4:
		return s.literal() + " in " + subject
	default:
		return "(" + subject + "?." + s.pick(nouns) + " ?? 0) >= " + s.number(1, 99) + " && " + s.variable("log") + " !== " + s.literal()
	}
}
