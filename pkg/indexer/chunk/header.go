package chunk

import (
	"fmt"
	"strings"
	"unicode"
)

const (
	// maxPathBytes bounds the path in a header. Of a longer one the end is kept, which tells more.
	maxPathBytes = 256
	// maxListBytes bounds each list of names in a header. What is left out is counted.
	maxListBytes = 400
)

// header is the text that tells what a chunk is out of: its path and language, the definitions it lies in, and what it
// defines. It has four lines at most, and less than 1,500 bytes.
func header(path string, language Language, enclosing []definition, begun outline) string {
	var out strings.Builder
	out.WriteString("path: " + shownPath(path) + "\nlanguage: " + string(language))
	writeList(&out, "\nin: ", outline{defined: enclosing})
	writeList(&out, "\ndefines: ", begun)
	return out.String()
}

// WithoutPath returns a chunk's Context without its first line, the path: what stays the same when the file is moved.
func WithoutPath(context string) string {
	_, rest, _ := strings.Cut(context, "\n")
	return rest
}

func writeList(out *strings.Builder, label string, list outline) {
	written, separator := 0, label
	for i := range list.defined {
		d := &list.defined[i]
		entry := d.name
		if d.word != "" {
			entry = d.word + " " + d.name
		}
		if written += len(entry); written > maxListBytes {
			list.left += len(list.defined) - i
			break
		}
		out.WriteString(separator + entry)
		separator = ", "
	}
	if list.left > 0 {
		fmt.Fprintf(out, "%s… (%d more)", separator, list.left)
	}
}

// shownPath makes a path fit for one line of text: valid UTF-8, without control characters, and not too long.
func shownPath(path string) string {
	cut := ""
	if len(path) > maxPathBytes {
		cut, path = "…", path[len(path)-maxPathBytes:]
	}
	return cut + strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(path, "\uFFFD"))
}
