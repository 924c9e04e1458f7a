package gmem

import (
	"strings"
	"unicode/utf8"
)

// messageWidth is how many columns a line of a message may take: 80 without those by which a test runner indents it.
const messageWidth = 76

// Fold breaks the lines of a text at blanks so that they fit; what is carried over is indented by two columns more than
// its line was. A word that is too long by itself stays whole.
func Fold(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = foldLine(line)
	}
	return strings.Join(lines, "\n")
}

func foldLine(line string) string {
	indent := len(line) - len(strings.TrimLeft(line, " "))
	carried := strings.Repeat(" ", indent+2)
	var out strings.Builder
	for utf8.RuneCountInString(line) > messageWidth {
		at := breakAt(line, indent)
		if at < 0 {
			break
		}
		out.WriteString(line[:at] + "\n")
		line, indent = carried+strings.TrimLeft(line[at:], " "), len(carried)
	}
	return out.String() + line
}

// breakAt is the last blank behind the indent with which a line still fits, else the first one; -1 where there is none.
func breakAt(line string, indent int) int {
	at, column := -1, 0
	for i, char := range line {
		if i > indent && char == ' ' && (at < 0 || column <= messageWidth) {
			at = i
		}
		column++
	}
	return at
}
