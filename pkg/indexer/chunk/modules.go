package chunk

import (
	"bytes"
	"regexp"
)

// moduleMark is what only C++ with modules has, up to what it is about.
var moduleMark = regexp.MustCompile(`(?m)(?:^|[;}])[ \t]*(?:(export)\b[ \t]*(?:(module|import)\b[ \t]*([^;\n]*)|(\{))?|(module|import)\b[ \t]*([^;\n]*))`)

// maxMarks is how many of them are settled in a text.
const maxMarks = 5000

// settleModules makes what the parser can read of the modules of C++: their name is that of a variable, since a declaration is
// what it resembles, and what they export stands for itself.
func (r *repair) settleModules() {
	if !begins(r.text, "export", " \t\n{") && !begins(r.text, "module", " ;:") {
		return
	}
	for _, at := range moduleMark.FindAllSubmatchIndex(r.text, maxMarks) {
		isExport, word, about, brace := at[2] >= 0, span{at[4], at[5]}, span{at[6], at[7]}, at[8]
		if !isExport {
			word, about = span{at[10], at[11]}, span{at[12], at[13]}
		}
		if isExport {
			r.blank(at[2], at[3])
		}
		if isExport && brace >= 0 {
			r.blankBraces(brace)
		}
		switch {
		case word.start < 0:
		case r.text[word.start] == 'i' || about.start == about.end || r.text[about.start] == ':':
			r.blank(word.start, at[1]) // an import, or a mark between the parts of a module
		default:
			copy(r.writable()[word.start:word.end], "int   ")
			for i := about.start; i < about.end; i++ {
				if !isWordByte(r.text[i]) {
					r.set(i, '_')
				}
			}
		}
	}
}

// begins reports whether a statement begins with a word and one of the characters that may follow it.
func begins(text []byte, word, next string) bool {
	for at := 0; ; at += len(word) {
		found := bytes.Index(text[at:], []byte(word))
		if found < 0 {
			return false
		}
		at += found
		before := bytes.TrimRight(text[max(0, at-maxIndentation):at], " \t")
		if (len(before) == 0 || bytes.IndexByte([]byte("\n;}"), before[len(before)-1]) >= 0) && bytes.IndexAny(text[at+len(word):min(len(text), at+len(word)+1)], next) == 0 {
			return true
		}
	}
}

// blankBraces drops a brace and the one that closes it.
func (r *repair) blankBraces(open int) {
	b := newBraces(CPP, r.text[open:])
	for at, ok := b.next(); ok; at, ok = b.next() {
		if b.depth == 0 {
			r.blank(open, open+1)
			r.blank(open+at, open+at+1)
			return
		}
	}
}
