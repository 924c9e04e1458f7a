package chunk

import (
	"bytes"
	"regexp"
)

var (
	// macroCall is a line with nothing but a call of a macro, which may define or declare.
	macroCall = regexp.MustCompile(`^\s*[A-Z_][A-Z0-9_]*\s*\(.*\)[ \t\r]*$`)
	// macroWord is a line with nothing but a macro, which may stand for anything.
	macroWord = regexp.MustCompile(`^\s*[A-Z_][A-Z0-9_]{2,}[ \t\r]*$`)
)

// oldStyle are the types of parameters where C had them before it had prototypes: "int f(a) int a; {".
var oldStyle = regexp.MustCompile(`\)\s*((?:[A-Za-z_][\w\s*,\[\]]*;\s*)+)\{`)

// maxOldStyle is how many functions of that style are mended in a text.
const maxOldStyle = 1000

// dropUnknown drops what the grammars don't know: attributes in brackets where C++ has come to have them, what a class
// requires, and several types of parameters behind a function's head.
func (r *repair) dropUnknown() {
	for _, types := range oldStyle.FindAllSubmatchIndex(r.text, maxOldStyle) {
		r.blank(types[2], types[3])
	}
	each(r.text, "[[", func(at int) {
		if end := bytes.Index(r.text[at:lineEnd(r.text, at, min(len(r.text), at+maxCall))], []byte("]]")); end >= 0 {
			r.blank(at, at+end+2)
		}
	})
	each(r.text, " requires", func(at int) {
		head := bytes.Fields(r.text[max(0, at-maxNameBytes):at])
		end := bytes.IndexAny(r.text[at:min(len(r.text), at+maxCall)], "{;")
		if len(head) > 1 && cTagged[string(head[len(head)-2])] && end > 0 && r.text[at+end] == '{' {
			r.blank(at, at+end)
		}
	})
}

// each calls a function with each place where a word is.
func each(text []byte, word string, found func(at int)) {
	for at := 0; ; at += len(word) {
		next := bytes.Index(text[at:], []byte(word))
		if next < 0 {
			return
		}
		at += next
		found(at)
	}
}

// settleMacros ends macro calls that have a line of their own as statements end, and drops macros that do: the parser takes
// what follows for a part of them.
func (r *repair) settleMacros() {
	var before byte = ';' // the last character of code
	for at := 0; at < len(r.text); {
		end := nextLine(r.text, at)
		line := bytes.TrimRight(r.text[at:end], "\n")
		word := bytes.TrimSpace(line)
		ends := bytes.IndexByte([]byte(";}{:>"), before) >= 0
		switch {
		case len(word) == 0 || describes(word):
			for word = bytes.TrimSpace(line); len(word) > 0 && word[0] == '#' && bytes.HasSuffix(bytes.TrimSpace(line), []byte(`\`)) && end < len(r.text); {
				at, end = end, nextLine(r.text, end)
				line = r.text[at:end]
			}
			at = end
			continue
		case word[0] != '_' && (word[0] < 'A' || word[0] > 'Z') || !ends || !r.statementAt(end):
		case macroCall.Match(line) && bytes.Count(line, []byte("(")) == bytes.Count(line, []byte(")")):
			if end > at+len(line) && (!isSpace(line[0]) || !r.directiveAt(end)) {
				r.set(end-1, ';')
			}
			before, at = ';', end
			continue
		case macroWord.Match(line):
			r.blank(at, end)
			at = end
			continue
		}
		before, at = word[len(word)-1], end
	}
}

// directiveAt reports whether a line for the preprocessor begins at offset.
func (r *repair) directiveAt(offset int) bool {
	return bytes.HasPrefix(bytes.TrimLeft(r.text[offset:min(len(r.text), offset+maxIndentation)], " \t"), []byte("#"))
}

// statementAt reports whether what follows offset may be a statement or declaration of its own.
func (r *repair) statementAt(offset int) bool {
	rest := bytes.TrimLeft(r.text[offset:min(len(r.text), offset+maxIndentation)], " \t\r\n")
	return len(rest) > 0 && bytes.IndexByte([]byte("{:,;)=&|?+-*/<>.\"["), rest[0]) < 0 || len(rest) > 1 && rest[0] == '/' && (rest[1] == '/' || rest[1] == '*')
}
