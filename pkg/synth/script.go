package synth

import "strings"

// script writes JavaScript, or TypeScript when typed.
type script struct {
	*draft
	typed     bool
	modules   bool     // import and export rather than require and module.exports
	names     []string // what the closing exports
	async     bool     // the current function may await
	generator bool     // the current function yields
}

var (
	scriptTypes = []string{
		"string", "number", "boolean", "Date", "string[]", "ReadonlyArray<number>", "Record<string, number>",
		"Map<string, Date>", "Set<number>", "string | null", "Partial<Options>", "unknown", "bigint", "Uint8Array",
		"[string, number]", "() => void", "(value: string) => number", "{ id: string; total?: number }", "Array<Promise<void>>",
	}
	scriptModules = strings.Fields(`node:assert node:buffer node:crypto node:events node:fs node:http node:os node:path
		node:process node:stream node:timers node:url node:util node:zlib express lodash pino zod knex axios`)
	scriptLevels = strings.Fields("debug info warn error trace")
)

func (s *script) spacing() int { return 1 }

func (s *script) opening() {
	s.modules = s.typed || s.chance(50)
	s.line(0, "/**")
	s.line(0, " * ", capitalized(s.phrase()), " (", s.mark(), ").")
	if s.chance(60) {
		s.line(0, " *")
		s.line(0, " * ", capitalized(s.phrase()), "; ", s.phrase(), ".")
	}
	s.line(0, " */")
	if !s.modules {
		s.line(0, `"use strict";`)
	}
	s.gap(1)
	first := s.rng.IntN(len(scriptModules))
	for i := range s.between(1, 4) {
		s.load(scriptModules[(first+i*7)%len(scriptModules)])
	}
	for range s.between(1, 3) {
		s.load(s.pick([]string{"./", "../", "../../"}) + s.pick(nouns) + "-" + s.pick(nouns))
	}
	s.gap(1)
	s.line(0, "const log = createLogger(", quoted(s.mark()), ");")
}

// load imports from a module.
func (s *script) load(module string) {
	what := s.own()
	if s.chance(50) {
		what = "{ " + s.named(s.member()) + " }"
	}
	switch {
	case !s.modules:
		s.line(0, "const ", what, " = require(", quoted(module), ");")
	case s.typed && s.chance(25):
		s.line(0, "import type { ", s.own(), ", ", s.class(), " as ", s.own(), " } from ", quoted(module), ";")
	case s.chance(20):
		s.line(0, "import * as ", s.named(s.pick(nouns)), " from ", quoted(module), ";")
	default:
		s.line(0, "import ", what, " from ", quoted(module), ";")
	}
}

func (s *script) definition(room int) {
	definitions := scriptDefinitions
	if s.typed && s.chance(60) {
		definitions = typedDefinitions
	}
	write := definitions[s.rng.IntN(len(definitions))]
	names := len(s.names)
	if !s.define(room, func() { write(s) }) {
		s.names = s.names[:names]
		s.brief()
	}
}

// brief is a function of at most briefLines lines.
func (s *script) brief() {
	name := s.named(s.member())
	s.line(0, s.export(), "function ", name, "(", s.parameters(1, 2), ")", s.returns(), " {")
	s.line(1, "// ", s.phrase())
	s.line(1, "return ", s.expression(2), ";")
	s.line(0, "}")
}

func (s *script) constant() {
	name := strings.ToUpper(s.pick(adjectives) + "_" + s.pick(nouns) + "_" + s.suffix(false))
	switch s.rng.IntN(4) {
	case 0:
		s.line(0, "const ", name, s.annotation("number"), " = ", s.number(2, 90_000), ";")
	case 1:
		s.line(0, "const ", name, " = ", s.literal(), "; // ", s.phrase(), ", ", s.mark())
	case 2:
		s.line(0, "const ", name, " = new Set([", s.literal(), ", ", s.literal(), "]);")
	default:
		s.line(0, "const ", name, " = /^[a-z_]{", s.number(1, 9), `,}\d+-`, s.pick(nouns), "$/iu;")
	}
}

func (s *script) remark() { s.line(0, "// ", capitalized(s.phrase()), ": see ", s.mark(), ".") }

// closing exports the first names of the file.
func (s *script) closing() {
	names := s.names[:min(len(s.names), closingLines-3)]
	if len(names) == 0 {
		return
	}
	s.gap(1)
	if s.modules {
		s.line(0, "export {")
	} else {
		s.line(0, "module.exports = {")
	}
	for _, name := range names {
		s.line(1, name, ",")
	}
	s.line(0, "};")
}

// named makes a function's or a constant's name that occurs once in the tree.
func (s *script) named(base string) string { return base + s.suffix(true) }

// export is the prefix of a definition that the closing doesn't export.
func (s *script) export() string {
	if s.modules && s.chance(50) {
		return "export "
	}
	return ""
}

// publish leaves the export of name to the closing, or else is its prefix.
func (s *script) publish(name string) string {
	if len(s.names) < closingLines && s.chance(60) {
		s.names = append(s.names, name)
		return ""
	}
	return s.export()
}

// annotation is a type after a name, in TypeScript.
func (s *script) annotation(of string) string {
	if !s.typed {
		return ""
	}
	return ": " + of
}

// returns is the type of what a function gives back.
func (s *script) returns() string {
	of := s.pick(scriptTypes)
	switch {
	case s.generator && s.async:
		of = "AsyncGenerator<" + of + ">"
	case s.generator:
		of = "Generator<" + of + ">"
	case s.async:
		of = "Promise<" + of + ">"
	}
	return s.annotation(of)
}

// parameters declares between low and high parameters.
func (s *script) parameters(low, high int) string {
	var list []string
	for range s.between(low, high) {
		name := s.local()
		s.declare(name)
		if s.chance(25) {
			list = append(list, name+s.annotation("number")+" = "+s.number(0, 500))
		} else {
			list = append(list, name+s.annotation(s.pick(scriptTypes)))
		}
	}
	return strings.Join(list, ", ")
}
