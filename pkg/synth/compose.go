package synth

// language is how the programs of a language are written.
//
// Wherever an indexer may cut, at the top level of a file and between the members of a large class, a piece carries an
// identifier or a mark that no other piece of the tree has. TypeScript and JavaScript close a class with a lone brace,
// which would be alike in every file if it were cut off, so all their definitions stay below definitionLimit; in Python,
// which closes nothing, only functions and methods do, and classes go far beyond every budget.
type language struct {
	grammar      grammar
	indentation  string // one level of it
	spacing      int    // empty lines between top-level definitions
	camel        bool   // local names are camelCase rather than snake_case
	typed        bool
	modules      bool // always import and export
	blocks       bool // a branch is a scope of its own
	largeClasses bool
}

// newLanguages reads the languages, by the kind of file.
func newLanguages() [len(kinds)]*language {
	python := language{
		grammar: readGrammar(commonGrammar + pythonGrammar), indentation: "    ", spacing: 2, modules: true, largeClasses: true,
	}
	javascript := language{
		grammar: readGrammar(commonGrammar + scriptGrammar), indentation: "  ", spacing: 1, camel: true, blocks: true,
	}
	typescript := javascript
	typescript.typed, typescript.modules = true, true
	return [...]*language{pythonKind: &python, typescriptKind: &typescript, javascriptKind: &javascript}
}

const (
	// definitionLimit is the most non-whitespace characters that a function, a method or a closed definition has: below
	// 1,000, the smallest budget for a chunk that embecode has by default, so that none of them is cut apart.
	definitionLimit = 950

	// enough is the number of such characters at which a definition takes no further statement.
	enough = 520

	closingLines = 8
	briefLines   = 10
)

// compose writes a file of exactly the given number of lines to out.
func (d *draft) compose(out *output, lines int) {
	put := func() {
		out.write(d.text)
		lines -= d.lines
		d.clear()
	}
	spacing := d.language.spacing
	d.set("typed", d.language.typed)
	d.set("modules", d.language.modules || d.chance(50))
	d.write("opening")
	put()
	for lines > closingLines+briefLines+spacing {
		d.gap(spacing)
		d.definition(lines - closingLines - spacing)
		put()
	}
	d.write("closing")
	end, length := string(d.text), d.lines
	d.clear()
	d.fill(lines - length)
	put()
	out.write([]byte(end))
}

// definition writes one top-level definition of at most room lines, where room is at least briefLines.
func (d *draft) definition(room int) {
	switch {
	case d.language.largeClasses && room >= 40 && d.chance(30):
		d.largeClass(room)
	case !d.define(room, d.language.grammar["definition"]):
		d.write("brief")
	}
}

// fill makes up exactly the given number of lines with constants.
func (d *draft) fill(lines int) {
	if lines > d.language.spacing {
		d.gap(d.language.spacing)
	}
	for d.lines < lines {
		if d.chance(20) {
			d.write("remark")
		} else {
			d.write("constant")
		}
	}
}
