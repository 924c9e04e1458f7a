package synth

// typedDefinitions are the top-level definitions that only TypeScript has.
var typedDefinitions = []func(s *script){
	(*script).interfaceType, (*script).interfaceType, (*script).union, (*script).mapped, (*script).conditional,
	(*script).enumeration, (*script).genericFunction, (*script).genericClass, (*script).abstractClass, (*script).overloads,
	(*script).guard, (*script).decorated, (*script).namespace, (*script).constantTuple,
}

func (s *script) interfaceType() {
	s.comment(0)
	parent := ""
	if s.chance(40) {
		parent = " extends " + s.class() + "<" + s.pick(scriptTypes) + ">"
	}
	s.line(0, s.export(), "interface ", s.own(), parent, " {")
	s.line(1, "readonly ", s.pick(nouns), "Id: string;")
	for range s.between(2, 6) {
		switch s.rng.IntN(4) {
		case 0:
			s.line(1, s.member(), "(", s.pick(nouns), ": ", s.pick(scriptTypes), "): Promise<", s.pick(scriptTypes), ">;")
		case 1:
			s.line(1, s.join(s.pick(nouns), "hint"), "?: ", s.pick(scriptTypes), "; // ", s.phrase())
		case 2:
			s.line(1, "/** ", capitalized(s.phrase()), ". */")
			s.line(1, s.local(), ": ", s.class(), "[];")
		default:
			s.line(1, s.local(), ": ", s.pick(scriptTypes), ";")
		}
	}
	if s.chance(30) {
		s.line(1, "[key: `", s.pick(nouns), "-${string}`]: unknown;")
	}
	s.line(0, "}")
}

func (s *script) union() {
	s.line(0, s.export(), "type ", s.own(), " =")
	for range s.between(2, 5) {
		s.line(1, "| { kind: ", s.literal(), "; ", s.pick(nouns), ": ", s.pick(scriptTypes), " }")
	}
	s.line(1, "| ", s.class(), ";")
}

func (s *script) mapped() {
	s.line(0, s.export(), "type ", s.own(), "<T extends object> = {")
	s.line(1, "readonly [K in keyof T as `", s.pick(verbs), "${Capitalize<string & K>}`]?: (")
	s.line(2, s.pick(nouns), ": T[K],")
	s.line(2, s.pick(adjectives), "?: ", s.pick(scriptTypes), ",")
	s.line(1, ") => Promise<", s.pick(scriptTypes), ">;")
	s.line(0, "};")
}

func (s *script) conditional() {
	s.line(0, s.export(), "type ", s.own(), "<T> = T extends ReadonlyArray<infer U>")
	s.line(1, "? { ", s.pick(nouns), ": U; ", s.pick(adjectives), ": ", s.pick(scriptTypes), " }")
	s.line(1, ": T extends (...args: infer A) => infer R")
	s.line(2, "? [A, R, ", s.literal(), "]")
	s.line(2, ": ", s.class(), " | undefined;")
}

func (s *script) enumeration() {
	s.line(0, s.export(), s.pick([]string{"", "const "}), "enum ", s.own(), " {")
	for range s.between(3, 8) {
		s.line(1, capitalized(s.pick(adjectives)), capitalized(s.pick(nouns)), " = ", s.literal(), ", // ", s.phrase())
	}
	s.line(0, "}")
}

func (s *script) genericFunction() {
	s.comment(0)
	name := s.named(s.member())
	s.declare("key")
	s.line(0, s.publish(name), "function ", name, "<T extends ", s.class(), ", K extends keyof T = keyof T>(")
	s.line(1, "rows: readonly T[],")
	s.line(1, "key: K,")
	s.line(1, s.parameters(1, 1), ",")
	s.line(0, "): Map<T[K], T[]> {")
	s.line(1, "const groups = new Map<T[K], T[]>();")
	s.declare("groups")
	s.body(1, s.between(1, 4))
	s.line(1, "return groups;")
	s.line(0, "}")
}

func (s *script) genericClass() {
	name := s.own()
	s.line(0, s.publish(name), "class ", name, "<K, V extends ", s.class(), "> implements ", s.class(), "<V> {")
	s.line(1, "private readonly entries = new Map<K, V>();")
	s.gap(1)
	s.line(1, "constructor(private readonly ", s.pick(nouns), ": ", s.pick(scriptTypes), ", protected limit = ", s.number(2, 900), ") {}")
	for range s.between(1, 3) {
		if s.full() {
			break
		}
		s.gap(1)
		s.declare("key")
		s.line(1, s.pick([]string{"public ", "private ", "protected ", ""}), s.member(), "(key: K, ", s.parameters(1, 2), "): V | undefined {")
		s.body(2, s.between(1, 4))
		s.line(2, "return this.entries.get(key)!;")
		s.line(1, "}")
		s.scope = s.scope[:0]
	}
	s.line(0, "}")
}

func (s *script) abstractClass() {
	s.line(0, s.export(), "abstract class ", s.own(), "<T = unknown> {")
	s.line(1, "protected abstract readonly ", s.pick(nouns), "Name: string;")
	s.line(1, "declare ", s.pick(adjectives), "Mode: ", s.pick(scriptTypes), ";")
	for range s.between(1, 3) {
		s.line(1, "abstract ", s.member(), "(value: T, ", s.pick(nouns), "?: ", s.pick(scriptTypes), "): Promise<T>;")
	}
	s.gap(1)
	s.line(1, "async run(", s.parameters(1, 2), "): Promise<T | null> {")
	s.within(true, false, func() { s.body(2, s.between(1, 4)) })
	s.line(2, "return null;")
	s.line(1, "}")
	s.line(0, "}")
}

func (s *script) overloads() {
	prefix, name := s.export(), s.named(s.member())
	s.line(0, prefix, "function ", name, "(input: string): ", s.pick(scriptTypes), ";")
	s.line(0, prefix, "function ", name, "(input: number, ", s.pick(nouns), ": ", s.pick(scriptTypes), "): ", s.pick(scriptTypes), ";")
	s.line(0, prefix, "function ", name, "(input: any, ...rest: unknown[]): any {")
	s.declare("input")
	s.body(1, s.between(2, 5))
	s.line(1, "return rest.length > ", s.number(0, 9), " ? ", s.atom(), " : input;")
	s.line(0, "}")
}

func (s *script) guard() {
	s.comment(0)
	name := s.named("is" + capitalized(s.pick(nouns)))
	s.line(0, s.publish(name), "function ", name, "(value: unknown): value is ", s.class(), " {")
	s.line(1, "if (typeof value !== \"object\" || value === null) {")
	s.line(2, "return false;")
	s.line(1, "}")
	s.line(1, "const candidate = value as Record<string, unknown>;")
	s.line(1, "return typeof candidate.", s.pick(nouns), " === \"string\" && ", s.literal(), " in candidate;")
	s.line(0, "}")
}

func (s *script) decorated() {
	name := s.own()
	s.line(0, "@Injectable({ scope: ", quoted(s.mark()), " })")
	s.line(0, s.export(), "class ", name, " {")
	s.line(1, "@Column({ length: ", s.number(8, 255), " })")
	s.line(1, s.pick(nouns), "Name!: string;")
	s.gap(1)
	s.line(1, "constructor(@Inject(", s.literal(), ") private readonly ", s.pick(nouns), "Source: ", s.class(), ") {}")
	s.gap(1)
	s.line(1, "@", s.pick([]string{"Get", "Post", "Put", "Delete"}), "(", quoted("/"+s.pick(nouns)+"/:id"), ")")
	s.within(true, false, func() {
		s.line(1, "async ", s.member(), "(", s.parameters(1, 2), ")", s.returns(), " {")
		s.body(2, s.between(1, 5))
		s.line(2, "return ", s.atom(), ";")
		s.line(1, "}")
	})
	s.line(0, "}")
}

func (s *script) namespace() {
	s.line(0, s.export(), "namespace ", s.own(), " {")
	s.line(1, "export const ", s.pick(nouns), "Limit = ", s.number(1, 9000), "; // ", s.phrase())
	s.gap(1)
	s.line(1, "export function ", s.member(), "(", s.parameters(1, 2), ")", s.returns(), " {")
	s.body(2, s.between(1, 4))
	s.line(2, "return ", s.expression(1), ";")
	s.line(1, "}")
	s.line(0, "}")
}

func (s *script) constantTuple() {
	name := s.own()
	s.line(0, s.export(), "const ", name, " = [")
	for range s.between(2, 6) {
		s.line(1, "[", s.literal(), ", ", s.number(1, 900), ", { ", s.pick(nouns), ": ", s.literal(), " }], // ", s.phrase())
	}
	s.line(0, "] as const;")
	s.line(0, s.export(), "type ", name, "Item = (typeof ", name, ")[number];")
}
