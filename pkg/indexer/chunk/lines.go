package chunk

import "bytes"

// lineEnd is the offset behind the line that holds start, with its line feed, but at most end.
func lineEnd(source []byte, start, end int) int {
	if at := bytes.IndexByte(source[start:end], '\n'); at >= 0 {
		return start + at + 1
	}
	return end
}

// startsLine reports whether nothing but blanks lies between the line's beginning and offset.
func startsLine(source []byte, offset int) bool {
	for offset > 0 && (source[offset-1] == ' ' || source[offset-1] == '\t') {
		offset--
	}
	return offset == 0 || source[offset-1] == '\n'
}

// endsInComment guesses from the last line of text whether a comment ends it, with no empty line in the gap behind. A
// guess is enough: it only saves asking the tree where the answer is no.
func endsInComment(text, gap []byte) bool {
	if bytes.Count(gap, []byte("\n")) > 1 {
		return false
	}
	line := bytes.TrimLeft(text[bytes.LastIndexByte(text, '\n')+1:], " \t")
	return bytes.HasPrefix(line, []byte("//")) || bytes.HasPrefix(line, []byte("#")) || bytes.HasSuffix(line, []byte("*/"))
}

// isBody tells from the text around child, the start of a node, whether it is the body of what stands before it back to
// start: a bracket that doesn't follow a separator, or what follows a colon at a line's end, as in Python.
func isBody(source []byte, start, child int) bool {
	_, above := trim(source, start, child)
	if above == start {
		return false
	}
	before := source[above-1]
	if bytes.IndexByte([]byte("{(["), source[child]) >= 0 {
		return bytes.IndexByte([]byte("{([}]);,"), before) < 0 || before == ')' && source[child] == '{'
	}
	return before == ':' && bytes.IndexByte(source[above:child], '\n') >= 0
}

// maxIndentation is how many blanks in front of a chunk are kept with it, in bytes.
const maxIndentation = 200

// withIndentation moves start back over the blanks that indent its line.
func withIndentation(source []byte, start int) int {
	from := start
	for from > 0 && start-from <= maxIndentation && (source[from-1] == ' ' || source[from-1] == '\t') {
		from--
	}
	if from > 0 && source[from-1] != '\n' {
		return start
	}
	return from
}
