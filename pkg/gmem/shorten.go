package gmem

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Shorten cuts the middle out of a text that has more characters than width, so that a path keeps its root and its
// file's name. Three dots mark the cut; a width below five leaves the end only. Each character is taken as one column.
func Shorten(text string, width int) string {
	const mark = "..."
	length := utf8.RuneCountInString(text)
	if length <= width {
		return text
	}
	characters := []rune(text)
	if width < len(mark)+2 {
		return string(characters[length-max(width, 0):])
	}
	head := (width - len(mark)) / 3 // the end tells more: it holds the file's name
	tail := width - len(mark) - head
	return string(characters[:head]) + mark + string(characters[length-tail:])
}

// printable replaces what would break a line of text: a file's name may hold a line feed or a terminal's escape codes.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) {
			return '?'
		}
		return r
	}, text)
}
