package synth

// author writes the pieces of a file in one language. Each method adds one piece to the draft.
//
// Wherever an indexer may cut, at the top level of a file and between the members of a large class, a piece carries an
// identifier or a mark that no other piece of the tree has. TypeScript and JavaScript close a class with a lone brace,
// which would be alike in every file if it were cut off, so all their definitions stay below definitionLimit; in Python,
// which closes nothing, only functions and methods do, and classes go far beyond every budget.
type author interface {
	// opening writes the head of a file: what it is for, and its imports.
	opening()

	// definition writes one top-level definition of at most room lines, where room is at least briefLines.
	definition(room int)

	// constant writes a definition of one line.
	constant()

	// remark writes a comment of one line.
	remark()

	// closing writes the end of the file, at most closingLines long; it may be empty.
	closing()

	// spacing is the number of empty lines between top-level definitions.
	spacing() int
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
func compose(a author, d *draft, out *output, lines int) {
	put := func() {
		out.write(d.text)
		lines -= d.lines
		d.clear()
	}
	a.opening()
	put()
	for lines > closingLines+briefLines+a.spacing() {
		d.gap(a.spacing())
		a.definition(lines - closingLines - a.spacing())
		put()
	}
	a.closing()
	end, length := string(d.text), d.lines
	d.clear()
	fill(a, d, lines-length)
	put()
	out.write([]byte(end))
}

// fill makes up exactly the given number of lines with constants.
func fill(a author, d *draft, lines int) {
	if lines > a.spacing() {
		d.gap(a.spacing())
	}
	for d.lines < lines {
		if d.chance(20) {
			a.remark()
		} else {
			a.constant()
		}
	}
}
