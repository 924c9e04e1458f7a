package chunk

import (
	"bytes"
	"crypto/sha1" // an identity, not a safeguard: the store tells equal chunks by it
	"encoding/hex"
	"iter"
	"strings"
	"unicode/utf8"
)

// pieces is where a file is to be cut, and what is known about the parts. It doesn't need the tree any more.
type pieces struct {
	spans   []span
	found   []definition // in the order of their beginnings
	divided map[int]int  // see cutTree
}

// chunks copies one span after the other out of the source, each with its indentation, and describes it.
func (p pieces) chunks(path string, language Language, source []byte) iter.Seq[Chunk] {
	return func(yield func(Chunk) bool) {
		p := p // take shortens it
		line, at := 1, 0
		var enclosing []definition
		latest := -1 // where the definition begins that began last
		for i := range p.spans {
			s := &p.spans[i]
			s.start = withIndentation(source, s.start)
			first := line + bytes.Count(source[at:s.start], []byte("\n"))
			line = first + bytes.Count(source[s.start:s.end], []byte("\n"))
			at = s.end

			enclosing = p.stillOpen(enclosing, s.start)
			begun := p.take(s.end)
			content := clean(source[s.start:s.end])
			hash := sha1.Sum(source[s.start:s.end])
			if !yield(Chunk{
				Language: language, FirstLine: first, LastLine: line,
				Content: content, Hash: hex.EncodeToString(hash[:]),
				Names:     names(begun),
				Continues: len(begun) == 0 && len(enclosing) > 0 && enclosing[len(enclosing)-1].start == latest,
				Context:   header(path, language, enclosing, begun),
			}) {
				return
			}
			enclosing = append(enclosing, begun...)
			if len(begun) > 0 {
				latest = begun[len(begun)-1].start
			}
		}
	}
}

// take removes from the definitions found those that begin before end, and returns them.
func (p *pieces) take(end int) []definition {
	count := 0
	for count < len(p.found) && p.found[count].start < end {
		count++
	}
	begun := p.found[:count]
	p.found = p.found[count:]
	return begun
}

// stillOpen keeps of the definitions begun so far those that go on behind offset.
func (p *pieces) stillOpen(begun []definition, offset int) []definition {
	open := begun[:0]
	for _, d := range begun {
		if p.divided[d.start] > offset {
			open = append(open, d)
		}
	}
	return open
}

func names(defined []definition) []string {
	var out []string
	for i := range defined[:min(len(defined), maxNames)] {
		out = append(out, defined[i].qualified())
	}
	return out
}

// clean copies text into a valid UTF-8 string without NUL.
func clean(text []byte) string {
	if utf8.Valid(text) && bytes.IndexByte(text, 0) < 0 {
		return string(text)
	}
	valid := strings.ToValidUTF8(string(text), "\uFFFD")
	return strings.ReplaceAll(valid, "\x00", "\uFFFD")
}
