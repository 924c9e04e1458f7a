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

// suffix is the same for the end of an identifier, "kavomi12", or "Kavomi12" for a camelCase one.
func (d *draft) suffix(capital bool) string {
	d.marks++
	if capital {
		return capitalized(d.token) + strconv.Itoa(d.marks)
	}
	return d.token + strconv.Itoa(d.marks)
}

// class is the name of some class elsewhere: "OverdueInvoice".
func (d *draft) class() string { return capitalized(d.pick(adjectives)) + capitalized(d.pick(nouns)) }

// own is the name of a class or type of this file, which no other of the tree has.
func (d *draft) own() string { return d.class() + d.suffix(true) }

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

// join makes one identifier of two words in the language's style.
func (d *draft) join(first, second string) string {
	if d.camel {
		return first + capitalized(second)
	}
	return first + "_" + second
}

// member is the name of a method or of a function that is called: "reconcile_ledger".
func (d *draft) member() string { return d.join(d.pick(verbs), d.pick(nouns)) }

// phrase is a few words of prose without punctuation.
func (d *draft) phrase() string {
	phrase := d.pick(verbs) + " the " + d.pick(adjectives) + " " + d.pick(nouns)
	switch d.rng.IntN(4) {
	case 0:
		return phrase + " of every " + d.pick(nouns)
	case 1:
		return phrase + " before the " + d.pick(nouns) + " is " + d.pick(adjectives)
	case 2:
		return phrase + " and its " + d.pick(nouns)
	default:
		return phrase
	}
}

// literal is a string literal of random words.
func (d *draft) literal() string {
	switch d.rng.IntN(3) {
	case 0:
		return quoted(d.pick(nouns))
	case 1:
		return quoted(d.pick(adjectives) + "." + d.pick(nouns) + "." + d.number(1, 999))
	default:
		return quoted(d.pick(verbs) + " " + d.pick(nouns))
	}
}

// quoted is a string literal of a text that needs no escapes.
func quoted(text string) string { return `"` + text + `"` }
