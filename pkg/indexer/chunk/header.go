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

// header writes the text that tells what a chunk is out of: its path and language, the definitions it lies in, and what it
// defines. It has four lines at most, and less than 1,500 bytes.
type header struct {
	text []byte
	file int // how much of it is the same for all chunks of the file
}

func newHeader(path string, language Language) header {
	text := []byte("path: " + shownPath(path) + "\nlanguage: " + language)
	return header{text: text, file: len(text)}
}

func (h *header) of(enclosing []definition, begun outline) string {
	h.text = h.text[:h.file]
	h.list("\nin: ", outline{defined: enclosing})
	h.list("\ndefines: ", begun)
	return string(h.text)
}

// WithoutPath returns a chunk's Context without its first line, the path: what stays the same when the file is moved.
func WithoutPath(context string) string {
	_, rest, _ := strings.Cut(context, "\n")
	return rest
}

func (h *header) list(label string, list outline) {
	written, separator := 0, label
	for i := range list.defined {
		d := &list.defined[i]
		if d.word != "" {
			written += len(d.word) + 1
		}
		if written += len(d.name); written > maxListBytes {
			list.left += len(list.defined) - i
			break
		}
		h.text = append(h.text, separator...)
		if d.word != "" {
			h.text = append(append(h.text, d.word...), ' ')
		}
		h.text = append(h.text, d.name...)
		separator = ", "
	}
	if list.left > 0 {
		h.text = fmt.Appendf(h.text, "%s… (%d more)", separator, list.left)
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
