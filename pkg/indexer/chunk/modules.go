package chunk

import (
	"bytes"
	"regexp"
)

// moduleMark is what only C++ with modules has, up to the semicolon behind what it is about.
var moduleMark = regexp.MustCompile(`(?m)(?:^|[;}])[ \t]*(?:(export)\b[ \t]*(?:(module|import)\b[ \t]*(` + about + `)|(\{))?|(module|import)\b[ \t]*(` + about + `))`)

// about is what a module may be called, or a header.
const about = `<[^<>\n]*>|"[^"\n]*"|[\w.: \t]*`

// maxMarks is how many of them are settled in a text.
const maxMarks = 5000

// settleModules makes what the parser can read of the modules of C++: their name is that of a variable, since a declaration is
// what it resembles, and what they export stands for itself.
func (r *repair) settleModules() {
	if !begins(r.text, "export", " \t\n{") && !begins(r.text, "module", " ;:") {
		return
	}
	var braces []int
	for _, at := range moduleMark.FindAllSubmatchIndex(r.text, maxMarks) {
		isExport, word, name, brace := at[2] >= 0, span{at[4], at[5]}, span{at[6], at[7]}, at[8]
		if !isExport {
			word, name = span{at[10], at[11]}, span{at[12], at[13]}
		}
		if isExport {
			r.blank(at[2], at[3])
		}
		if isExport && brace >= 0 {
			braces = append(braces, brace)
		}
		switch {
		case word.start < 0 || !bytes.HasPrefix(bytes.TrimLeft(r.text[at[1]:min(len(r.text), at[1]+maxIndentation)], " \t"), []byte(";")):
		case r.text[word.start] == 'i' || name.start == name.end || r.text[name.start] == ':':
			r.blank(word.start, at[1]) // an import, or a mark between the parts of a module
		default:
			copy(r.writable()[word.start:word.end], "int   ")
			for i := name.start; i < name.end; i++ {
				if !isWordByte(r.text[i]) {
					r.set(i, '_')
				}
			}
		}
	}
	r.blankBraces(braces)
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

// blankBraces drops braces, given in order, and those that close them.
func (r *repair) blankBraces(opens []int) {
	type opened struct{ at, depth int }
	var open []opened
	b := newBraces(CPP, r.text)
	for at, ok := b.next(); ok && len(opens)+len(open) > 0; at, ok = b.next() {
		for len(opens) > 0 && opens[0] < at { // in a comment or a string
			opens = opens[1:]
		}
		switch last := len(open) - 1; {
		case len(opens) > 0 && opens[0] == at:
			open, opens = append(open, opened{at, b.depth}), opens[1:]
		case last >= 0 && b.depth < open[last].depth:
			r.blank(open[last].at, open[last].at+1)
			r.blank(at, at+1)
			open = open[:last]
		}
	}
}
