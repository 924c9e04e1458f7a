package chunk

import "bytes"

// dropAttributes blanks the macros that stand among the words of a declaration of C, which its parser takes for types or
// names: "static __init int f(void)", "void end() const NOEXCEPT {", "class Queue FINAL : Base {", "int (WINAPI *f)(int)".
func (r *repair) dropAttributes() {
	text := r.seen()
	c := ctokens{text: text, lineStart: true, shown: true}
	var run wordRun
	for c.next() {
		end := len(text) - len(c.text)
		if c.directive != nil {
			r.settleDirective(span{end - len(c.directive), end}, &c.seen[3], c.text)
			run = wordRun{words: run.words[:0], class: run.class}
			continue
		}
		t := c.seen[3]
		switch {
		case t.isName:
			if len(run.words) == maxRun {
				run.words = run.words[:0]
			}
			run.words = append(run.words, cword{span{end - len(t.text), end}, t.text})
		case t.is("::"):
			run.words, run.path = run.words[:max(0, len(run.words)-1)], true // what is behind it counts
		case t.is("*") || t.is("&"):
			run.star = run.star || len(run.words) > 0
		default:
			if len(run.words) > 0 {
				r.dropFrom(&run, &t, c.text)
			}
			isType := (run.isType || run.begins("typedef")) && !t.isEdge()
			run = wordRun{words: run.words[:0], behind: string(t.text), isType: isType, class: run.class}
		}
	}
}

func (r *repair) dropFrom(run *wordRun, mark *ctoken, rest []byte) {
	if run.isCall() && mark.is("(") {
		r.settleCall(run, rest)
		return
	}
	for _, attribute := range run.attributes(mark, bytes.TrimLeft(rest[:min(len(rest), maxIndentation)], " \t\r\n")) {
		r.blank(attribute.start, attribute.end)
		switch {
		case run.behind == "(" && !run.star: // which the macro brings along
			r.set(attribute.start, '*')
		case run.behind != "(" && run.behind != ")" && attribute == run.words[0].span && attribute.end-attribute.start >= len("inline") &&
			!(len(run.words) > 1 && string(run.words[1].text) == "typedef"):
			for i := range len("inline") { // or the declaration would begin behind it
				r.set(attribute.start+i, "inline"[i])
			}
		}
	}
}

// maxCall is how much of a macro's call is looked at, in bytes.
const maxCall = 300

// settleCall makes what the parser can read of what a macro declares or defines: an expression of "static DEFINE_PER_CPU(struct lock,
// held) = 1;", and a function without parameters of "SYSCALL_DEFINE1(close, unsigned, fd) { … }". C wants a type for that: the
// first letter is one, and the rest the name (see outliner.call).
func (r *repair) settleCall(run *wordRun, rest []byte) {
	rest = rest[:min(len(rest), maxCall)]
	closes := closing(rest)
	if closes < 0 {
		return
	}
	word := run.words[len(run.words)-1].span
	at := word.end + bytes.IndexByte(r.text[word.end:], '(') + 1
	behind := bytes.TrimSpace(rest[closes+1:])
	stop := bytes.IndexByte(rest[closes:], ';')
	switch {
	case bytes.HasPrefix(behind, []byte("{")) && (word.start == 0 || r.text[word.start-1] == '\n'):
		r.blank(at, at+closes)
		if r.language == C {
			r.set(word.start+1, ' ')
		}
	case stop > 0 && (behind[0] == ';' || behind[0] == '='):
		for i := run.words[0].start; i < word.start; i++ { // or the expression would begin behind "static"
			if isSpace(r.text[i]) {
				r.set(i, '_')
			}
		}
		for keyword := range cTagged {
			if bytes.HasPrefix(rest, []byte(keyword+" ")) {
				r.blank(at, at+len(keyword))
			}
		}
		r.blank(at+closes+1, at+closes+stop)
	}
}

// closing is where the parenthesis closes that is open where a text begins, or -1.
func closing(text []byte) int {
	depth := 1
	for i, b := range text {
		switch b {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return i
		}
	}
	return -1
}

// settleDirective blanks a comment in the middle of a line for the preprocessor, and a macro that is defined among the
// constants of an enum: the parser stumbles over both.
func (r *repair) settleDirective(at span, before *ctoken, rest []byte) {
	line := r.text[at.start:at.end]
	if open := bytes.Index(line, []byte("/*")); open > 0 && bytes.IndexByte(line[:open], '"') < 0 {
		if length := bytes.Index(line[open:], []byte("*/")) + 2; length > 2 && len(bytes.TrimSpace(line[open+length:])) > 0 {
			r.blank(at.start+open, at.start+open+length)
		}
	}
	isLast := bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte("}")) && !before.isEdge()
	if bytes.Contains(line, []byte("define")) && (isLast || before.is(",")) {
		r.blank(at.start, at.end)
	}
}

// wordRun are words with nothing but stars and paths between them.
type wordRun struct {
	behind string // the mark before the first
	words  []cword
	star   bool
	path   bool   // there is a "::"
	isType bool   // they are in a typedef
	class  []byte // the latest one that has a body
}

// maxRun is how many words a declaration may have between two marks. More are prose.
const maxRun = 32

type cword struct {
	span
	text []byte
}

var (
	// cQualifiers say something about a declaration without being its type.
	cQualifiers = words("static inline extern const volatile typedef virtual explicit constexpr consteval constinit friend register restrict mutable thread_local typename")
	// cBuiltin are the words that types are made of.
	cBuiltin = words("void int char bool float double long short unsigned signed auto")
	// cTagged introduce a type that may have a body.
	cTagged = words("struct class union enum")
	// cCode begin what is no declaration.
	cCode = words("return goto case else new delete throw using namespace operator template default do break continue")
)

// isAttribute reports whether a word looks like a macro: in capitals, or with the underscore that is reserved for compilers.
func (w *cword) isAttribute() bool {
	return w.text[0] == '_' || len(w.text) > 2 && bytes.Equal(w.text, bytes.ToUpper(w.text)) && !bytes.Equal(w.text, bytes.ToLower(w.text))
}

// counts reports whether a word is one that a declaration needs: its type or its name.
func (w *cword) counts() bool { return !cQualifiers[string(w.text)] && !cTagged[string(w.text)] }

func (w *cword) isBuiltin() bool { return cBuiltin[string(w.text)] }

func (w *wordRun) begins(word string) bool {
	return len(w.words) > 0 && string(w.words[0].text) == word
}

// isCall reports whether the words are a statement that begins with a call of a macro, perhaps behind qualifiers.
func (w *wordRun) isCall() bool {
	last := len(w.words) - 1
	for i := range w.words[:last] {
		if !cQualifiers[string(w.words[i].text)] {
			return false
		}
	}
	return (w.behind == "" || w.behind == ";" || w.behind == "{" || w.behind == "}") && w.words[last].isAttribute()
}

// attributes are those words before the mark that ends the run, and what stands behind that, which can't be part of a declaration.
func (w *wordRun) attributes(mark *ctoken, rest []byte) []span {
	count := len(w.words)
	last := &w.words[count-1]
	tagged := w.tagged()
	switch {
	case cCode[string(w.words[0].text)]:
		return nil
	case w.behind == ")" && (mark.is("{") || mark.is(";") && !w.isType): // "int f(void) NOTHROW;"
		return excess(w.words, 0)
	case w.behind == "(" && mark.is(")") && bytes.HasPrefix(rest, []byte("(")) && count > 1 && !last.isBuiltin(): // "(WINAPI *f)(int)"
		return excess(w.words[:count-1], 0)
	case tagged >= 0 && (mark.is("{") || mark.is(":") && len(rest) > 0 && (rest[0] == ':' || isWordByte(rest[0]) && rest[0] > '9')):
		w.class = nil
		for i := tagged + 1; i < count && (w.class == nil || !w.words[i].isAttribute()); i++ {
			w.class = w.words[i].text
		}
		return append(excess(w.words[:tagged], 0), excess(w.words[tagged+1:], 1)...)
	case mark.is("(") && bytes.Equal(last.text, w.class): // a constructor, which has no type
		return excess(w.words[:count-1], 0)
	case mark.is("<") && w.path: // "API std::vector<int> f()"
		return excess(w.words, 1)
	case count > 2 && (mark.is(";") || mark.is("=")) && !w.isType && !w.begins("typedef") &&
		last.isAttribute() && !w.words[count-2].isAttribute() && !w.words[count-2].isBuiltin(): // "int x UNUSED;"
		return []span{last.span}
	case mark.is("(") || mark.is(";") || mark.is("=") || mark.is("[") || mark.is(","):
		return excess(w.words, 2)
	}
	return nil
}

// tagged is where the keyword of a type is among the words, or -1.
func (w *wordRun) tagged() int {
	at := -1
	for i := range w.words {
		if cTagged[string(w.words[i].text)] {
			at = i
		}
	}
	return at
}

// excess are the words that look like macros, the last of them first, as far as there are more than enough. Where a type and
// a name are enough, the last word is the name, and no word but a macro stands beside "int".
func excess(all []cword, enough int) (out []span) {
	count, builtin := 0, false
	for i := range all {
		if !all[i].counts() || all[i].isBuiltin() && builtin {
			continue
		}
		builtin = builtin || all[i].isBuiltin()
		count++
	}
	last := len(all) - 1
	if enough == 2 {
		last--
	}
	for i := last; i >= 0 && count > enough; i-- {
		if all[i].isAttribute() {
			out = append(out, all[i].span)
			count--
		}
	}
	for i := last; i >= 0 && count > enough && builtin && enough == 2; i-- {
		if w := &all[i]; !w.isAttribute() && w.counts() && !w.isBuiltin() {
			out = append(out, w.span)
			count--
		}
	}
	return out
}
