package chunk

import "bytes"

// closeBrackets closes the brackets of Python that are open where a line begins with what can't stand in any. What they hold is
// dropped.
func (r *repair) closeBrackets() {
	text := r.seen()
	first, depth, mended := 0, 0, 0 // where the outermost bracket is that is open, and how many are
	for at := 0; at < len(text) && mended <= maxMended; {
		switch text[at] {
		case '#':
			at = lineEnd(text, at, len(text))
		case '"', '\'':
			at = pastQuotes(text, at)
		case '(', '[', '{':
			if depth++; depth == 1 {
				first = at
			}
			at++
		case ')', ']', '}':
			depth = max(0, depth-1)
			at++
		case '\n':
			if at++; depth > 0 && beginsStatement(text[at:]) {
				r.closeBracket(first, at)
				depth = 0
				mended++
			}
		default:
			at++
		}
	}
}

// closingBrackets are those that close others.
var closingBrackets = map[byte]byte{'(': ')', '[': ']', '{': '}'}

// closeBracket closes a bracket behind itself, and drops what follows up to a line. The head of a block gets a body.
func (r *repair) closeBracket(opened, line int) {
	text := r.text
	start := bytes.LastIndexByte(text[:opened], '\n') + 1
	word, _, _ := bytes.Cut(bytes.TrimLeft(text[start:opened], " \t"), []byte(" "))
	mend := []byte{closingBrackets[text[opened]]}
	if blockWords[string(word)] {
		mend = append(mend, ":0"...)
	}
	r.blank(opened+1, line)
	at := opened + 1
	for at < line && text[at] == '\n' {
		at++
	}
	if at == line { // there is no room behind it
		if r.set(opened, '0'); len(mend) > 1 {
			r.blank(start, opened+1)
		}
		return
	}
	for i := 0; i < len(mend) && text[at+i] != '\n'; i++ {
		r.set(at+i, mend[i])
	}
}

var (
	// statementWords begin lines of Python that stand in no bracket.
	statementWords = words("def class async import return raise with while try del global nonlocal assert break continue pass")
	// blockWords begin those that a block follows.
	blockWords = words("def class async with while if elif for")
)

// beginsStatement reports whether a line begins with one of these words.
func beginsStatement(line []byte) bool {
	line = bytes.TrimLeft(line[:min(len(line), maxIndentation)], " \t")
	end := 0
	for end < len(line) && isWordByte(line[end]) {
		end++
	}
	return statementWords[string(line[:end])]
}

// pastQuotes is where a string of Python ends that begins at an offset: at the end of the line where nothing closes it.
func pastQuotes(text []byte, at int) int {
	quote := text[at : at+1]
	if len(text) >= at+3 && text[at+1] == quote[0] && text[at+2] == quote[0] {
		quote = text[at : at+3]
	}
	for at += len(quote); at < len(text); at++ {
		switch {
		case text[at] == '\\':
			at++
		case bytes.HasPrefix(text[at:], quote):
			return at + len(quote)
		case text[at] == '\n' && len(quote) == 1:
			return at
		}
	}
	return len(text)
}
