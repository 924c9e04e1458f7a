package synth

import (
	"slices"
	"strconv"
)

// mark is a short code that occurs once in the tree, for comments and messages: "kavomi-12".
func (d *draft) mark() string {
	d.marks++
	return d.token + "-" + strconv.Itoa(d.marks)
}

// suffix is the same for the end of an identifier, "kavomi12".
func (d *draft) suffix() string {
	d.marks++
	return d.token + strconv.Itoa(d.marks)
}

// local is a new local name; declare puts it into scope, which is done after its own initializer has been composed.
func (d *draft) local() string {
	name := d.pick(nouns)
	if d.chance(60) {
		name = d.join(d.pick(adjectives), name)
	}
	if slices.Contains(d.scope, name) {
		return d.join(name, strconv.Itoa(len(d.scope)+2))
	}
	return name
}

func (d *draft) declare(name string) { d.scope = append(d.scope, name) }

// variable is a name in scope, or fallback when there is none.
func (d *draft) variable(fallback string) string {
	if len(d.scope) == 0 {
		return fallback
	}
	return d.pick(d.scope)
}

// join makes one identifier of two words in the language's style.
func (d *draft) join(first, second string) string {
	if d.language.camel {
		return first + capitalized(second)
	}
	return first + "_" + second
}

// publish leaves the export of the value called name to the end of the file, or else writes its prefix.
func (d *draft) publish() {
	if len(d.exports) < closingLines && d.chance(60) {
		d.exports = append(d.exports, d.value("name"))
		return
	}
	d.write("export")
}

// annotation writes a type after a name, where types are written.
func (d *draft) annotation(of string) {
	if d.isSet("typed") {
		d.add(": " + of)
	}
}
