package chunk

import "bytes"

// lineEnd is the offset behind the line that holds start, with its line feed, but at most end.
func lineEnd(source []byte, start, end int) int {
	if at := bytes.IndexByte(source[start:end], '\n'); at >= 0 {
		return start + at + 1
	}
	return end
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' }

// startsLine reports whether nothing but blanks lies between the line's beginning and offset.
func startsLine(source []byte, offset int) bool {
	for offset > 0 && isBlank(source[offset-1]) {
		offset--
	}
	return offset == 0 || source[offset-1] == '\n'
}

// maxIndentation is how many blanks in front of a chunk are kept with it, in bytes.
const maxIndentation = 200

// withIndentation moves start back over the blanks that indent its line.
func withIndentation(source []byte, start int) int {
	from := start
	for from > 0 && start-from <= maxIndentation && isBlank(source[from-1]) {
		from--
	}
	if from > 0 && source[from-1] != '\n' {
		return start
	}
	return from
}
