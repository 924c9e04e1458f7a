package chunk

import (
	"bytes"
	"slices"
	"strings"
)

const (
	// maxNameBytes bounds a name, and maxQualifiedBytes one with what it is a member of. Longer ones are cut.
	maxNameBytes, maxQualifiedBytes = 100, 200
	// maxNamed bounds the names of one chunk, in bytes together. Stores hold those of thousands of chunks when they write.
	maxNamed = 12 << 10
)

// definition is a name and the offset at which the node that defines it begins.
type definition struct {
	start  int
	word   string // what introduces it in a header ("class"), or empty
	name   string // qualified by what it is a member of ("Foo.bar")
	silent bool   // it is for headers only: a title, or one name too many
}

// outline is what begins in one chunk.
type outline struct {
	defined []definition
	bytes   int // of their names
	left    int // how many more there are
}

// outliner reads what was found in a file, chunk by chunk: what stands at the top level, and the members of what stands there.
// Names are put together when their chunk is made: all of them are several times as large as the source.
type outliner struct {
	found   findings
	source  []byte
	grammar *grammar
	divided map[int]int
	scopes  []scoped
	begun   []definition // see until
}

// scoped is what members are qualified by.
type scoped struct {
	name   string
	silent string // the last part of it where that isn't named: "exports"
	adds   adds   // how a call adds members to it
}

// until returns what begins before end, and wasn't returned yet. It holds until the next call.
func (o *outliner) until(end int) outline {
	begun := outline{defined: o.begun[:0]}
	for {
		f, ok := o.found.next(end)
		if !ok {
			o.begun = begun.defined
			return begun
		}
		o.take(f, &begun)
	}
}

// take adds one name to what begins, or remembers what qualifies the next ones.
func (o *outliner) take(f finding, begun *outline) {
	tag := o.grammar.tagOf(f.symbol)
	level := min(f.level, len(o.scopes))
	in := scoped{}
	if level > 0 {
		in = o.scopes[level-1]
	}
	name := o.text(o.call(f.name))
	if tag.does&own != 0 { // "static DEFINE_MUTEX(lock)", of which settleCall made one call
		call, _, _ := strings.Cut(name, "(")
		name = strings.TrimSuffix(name[strings.LastIndexByte(strings.TrimSpace(call), ' ')+1:], "()")
	}
	next := scoped{name: in.name}
	if f.is&foundTarget != 0 {
		if next.adds = o.adding(f, in); next.adds == 0 {
			if f.is&foundTitle != 0 {
				begun.add(definition{start: f.start, word: o.text(f.more), name: `"` + name + `"`, silent: true}, o.divided)
			}
			o.scopes = append(o.scopes[:level], in)
			return
		}
	}
	if f.is&foundUntyped != 0 && !o.endsWith(in.name, name) { // a constructor ends with its class
		if call := o.text(f.more); isMacro(name, call) {
			name = call
		}
	}
	if slices.Contains(o.grammar.silent, name) {
		next.silent = name
	}
	again := o.isAgain(f, in, tag, name)
	if next.silent == "" && !again {
		next.name = qualified(in.name, o.grammar.joint, name)
	}
	if in.adds == addsProperties && f.is&foundTarget == 0 {
		next.adds = addsProperty
	}
	if f.is&foundScope != 0 {
		if next.silent == "" && f.is&foundName == 0 {
			next.silent = in.silent
		}
		o.scopes = append(o.scopes[:level], next)
	}
	if f.is&foundName == 0 {
		return
	}
	begun.left += f.left
	if next.silent != "" || again || name == "" || !defined(f, in, tag) {
		return
	}
	word := tag.word
	if tag.more != "" && f.more != (span{}) && f.is&foundUntyped == 0 {
		word += " " + o.text(f.more) + " for"
	}
	begun.add(definition{start: f.start, word: word, name: next.name}, o.divided)
}

// adding is how a call adds members to what it is given, of which f is a part: not at all unless it is a statement.
func (o *outliner) adding(f finding, in scoped) adds {
	if in.name != "" && in.adds == 0 {
		return 0
	}
	how := o.grammar.calls[o.text(f.more)]
	if f.is&foundName != 0 && how != addsProperty {
		return 0
	}
	return how
}

// isAgain reports whether a name adds nothing to what it is in: a function or class has its name twice, what a function makes that is
// called at once is made by one of that name, a class behind another name is known by that alone, and a property is described.
// "const A = class A { … }", "const A = (function () { function A() { … } … })()", "const A = class B { … }".
func (o *outliner) isAgain(f finding, in scoped, tag *tag, name string) bool {
	switch {
	case (tag.does&code != 0 || f.is&foundCalled != 0) && o.endsWith(in.name, name):
		return true
	case in.adds == addsProperty && f.is&foundTarget == 0:
		return slices.Contains(describesProperty, name)
	}
	return tag.does&(code|function) == code && in.name != "" && in.silent == ""
}

// defined reports whether what may define something does. In a function that is called at once, "self.x = 1" is none.
func defined(f finding, in scoped, tag *tag) bool {
	switch {
	case tag.does&(coded|exported) == 0 || f.is&foundCode != 0 || in.adds == addsProperties:
		return true
	case f.is&foundCalled != 0:
		return in.silent == "exports"
	}
	return in.silent != ""
}

// add adds a definition. Beyond the most that a chunk names, only what may enclose others is kept.
func (o *outline) add(d definition, divided map[int]int) {
	if o.bytes += len(d.name); o.bytes > maxNamed {
		if _, encloses := divided[d.start]; !encloses {
			o.left++
			return
		}
		d.silent = true
	}
	o.defined = append(o.defined, d)
}

// names are those of what begins in a chunk.
func (o *outline) names() []string {
	var out []string
	for i := range o.defined {
		if o.defined[i].silent {
			continue
		}
		if out == nil {
			out = make([]string, 0, len(o.defined)-i)
		}
		out = append(out, o.defined[i].name)
	}
	return out
}

// call is the range of a name, or of the whole call of a macro where the name begins within a word: repair.settleCall made it.
func (o *outliner) call(name span) span {
	if name.start == 0 || name.start == name.end || !isWordByte(o.source[name.start-1]) || !isWordByte(o.source[name.start]) {
		return name
	}
	for name.start > 0 && isWordByte(o.source[name.start-1]) {
		name.start--
	}
	rest := o.source[name.end:min(len(o.source), name.end+maxNameBytes)]
	if open := bytes.IndexByte(rest, '('); open >= 0 {
		name.end += open + 1 + max(0, closing(rest[open+1:])+1)
	}
	return name
}

// text is a range of the source as a name: on one line, without quotes, and cut where it is too long.
func (o *outliner) text(at span) string {
	raw := o.source[at.start:min(at.end, at.start+maxNameBytes)]
	if isWord(raw) {
		return string(raw)
	}
	text := strings.Join(strings.Fields(clean(raw)), " ")
	text = strings.TrimPrefix(text, "r#")
	if sign, of := strings.CutPrefix(text, "operator "); of && sign != "" && !isWord([]byte(sign[:1])) {
		text = "operator" + sign
	}
	if strings.HasPrefix(text, "operator") {
		text = strings.Replace(text, `"" `, `""`, 1)
	}
	if n := len(text); n >= 4 && text[0] == '[' && isQuoted(text[1:n-1]) {
		text = text[1 : n-1]
	}
	if isQuoted(text) {
		text = text[1 : len(text)-1]
	}
	return text
}

func isQuoted(text string) bool {
	n := len(text)
	return n >= 2 && strings.IndexByte("\"'`", text[0]) >= 0 && text[n-1] == text[0]
}

// isWord reports whether a text is made of ASCII letters, digits and underscores alone, as most names are.
func isWord(text []byte) bool {
	for _, b := range text {
		if b != '_' && (b < '0' || b > '9') && (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') {
			return false
		}
	}
	return true
}

// isMacro reports whether a call is of a macro, by how its name is written.
func isMacro(name, call string) bool {
	rest, plain := strings.CutPrefix(call, name)
	return plain && len(name) > 1 && isWordByte(name[0]) && strings.ToUpper(name) == name && strings.HasPrefix(strings.TrimLeft(rest, " "), "(")
}

// endsWith reports whether a qualified name ends with a name.
func (o *outliner) endsWith(full, name string) bool {
	return full == name || strings.HasSuffix(full, o.grammar.joint+name)
}

// qualified puts what a name is a member of before it. Of too long a path the end is kept, which tells more.
func qualified(scope, joint, name string) string {
	if scope == "" {
		return name
	}
	full := scope + joint + name
	for len(full) > maxQualifiedBytes {
		_, rest, more := strings.Cut(strings.TrimPrefix(full, "…"+joint), joint)
		if !more {
			break
		}
		full = "…" + joint + rest
	}
	return full
}
