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
	found   findings    // nothing for a file cut by lines
	grammar *grammar    // of the tree that it was found in
	divided map[int]int // see cutTree
}

// chunks copies one span after the other out of the source, each with its indentation, and describes it.
func (p pieces) chunks(path string, language Language, source []byte) iter.Seq[Chunk] {
	return func(yield func(Chunk) bool) {
		outlines := outliner{found: p.found, source: source, grammar: p.grammar, divided: p.divided}
		context := newHeader(path, language)
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
			begun := outlines.until(s.end)
			content := clean(source[s.start:s.end])
			hash, digits := sha1.Sum(source[s.start:s.end]), [2 * sha1.Size]byte{}
			if !yield(Chunk{
				Language: language, FirstLine: first, LastLine: line,
				Content: content, Hash: string(hex.AppendEncode(digits[:0], hash[:])),
				Names:     begun.names(),
				Continues: len(begun.defined) == 0 && len(enclosing) > 0 && enclosing[len(enclosing)-1].start == latest,
				Context:   context.of(enclosing, begun),
			}) {
				return
			}
			enclosing = append(enclosing, begun.defined...)
			if len(begun.defined) > 0 {
				latest = begun.defined[len(begun.defined)-1].start
			}
		}
	}
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

// clean copies text into a valid UTF-8 string without NUL.
func clean(text []byte) string {
	if utf8.Valid(text) && bytes.IndexByte(text, 0) < 0 {
		return string(text)
	}
	valid := strings.ToValidUTF8(string(text), "\uFFFD")
	return strings.ReplaceAll(valid, "\x00", "\uFFFD")
}
