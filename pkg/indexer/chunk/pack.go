package chunk

import (
	"bytes"
	"strings"
)

// span is a range of source bytes.
type span struct{ start, end int }

// packer merges consecutive pieces of a source into spans that fit the budget. Pieces arrive in order and without overlap,
// each of them fitting the budget alone.
type packer struct {
	weights *weights
	budget  int
	done    []span
	open    span // empty while start == end
	edge    bool // a divided node began or ended here: see divide
}

// divide marks the edge of a node that is cut into several chunks. A chunk isn't continued over it unless that would leave
// one of less than a quarter of the budget, so that the tail of one function and the head of the next stay apart.
func (p *packer) divide() {
	p.edge = true
}

// reach is how far the text from offset on may go and still be taken into one chunk: the open one, or a new one where the
// open one would be closed first.
func (p *packer) reach(offset int) int {
	start := p.open.start
	if p.open.start == p.open.end || p.closesHere() {
		start = offset
	}
	return max(offset, p.weights.reach(start, p.budget))
}

func (p *packer) closesHere() bool {
	return p.edge && p.weights.between(p.open.start, p.open.end) >= p.budget/4
}

// add takes the next piece, source[start:end]. Whitespace around it is dropped.
func (p *packer) add(start, end int) {
	if p.edge && p.open.start < p.open.end {
		start = p.closers(start, end)
	}
	start, end = trim(p.weights.source, start, end)
	if start == end {
		return
	}
	closing := p.open.start < p.open.end && p.closesHere()
	p.edge = false
	if p.open.start < p.open.end {
		if !closing && p.weights.fits(p.open.start, end, p.budget) {
			p.open.end = end
			return
		}
		start = p.lastLine(start, end)
		p.close()
	}
	p.open = span{start, end}
}

// lineStart is where the line of an offset behind the open chunk begins, or that chunk where it is in one line.
func (p *packer) lineStart(offset int) int {
	return p.open.start + 1 + bytes.LastIndexByte(p.weights.source[p.open.start:offset], '\n')
}

// breakAt ends the open chunk before offset, with which it ends: the next one begins there, or with what is before it on its line.
func (p *packer) breakAt(offset int) {
	from := p.lastLine(offset, offset)
	p.close()
	if from, to := trim(p.weights.source, from, offset); from < to {
		p.open, p.edge = span{from, to}, false
	}
}

// lastLine moves start, where a chunk is to begin, back to the beginning of its line, and takes what is before it there from the
// open chunk: closing brackets, or part of a short line in which no statement ends, or that ends with the comment at start.
func (p *packer) lastLine(start, end int) int {
	source := p.weights.source
	from, _ := trim(source, p.lineStart(start), start)
	_, open := trim(source, p.open.start, from)
	if from == start || open <= p.open.start || !p.weights.fits(from, end, p.budget) {
		return start
	}
	if len(bytes.Trim(source[from:start], closers+" \t")) > 0 &&
		(partsAt(source, start) && !endsLine(source[start:end]) || !p.weights.fits(from, start, p.budget/4)) {
		return start
	}
	p.open.end = open
	return from
}

// closers gives the brackets and separators that a piece begins with to the open chunk as far as they fit, and the comment on
// their line, and returns where the rest begins: the "}); // end" behind a divided function belongs to it.
func (p *packer) closers(start, end int) int {
	for at := start; at < end; at++ {
		switch b := p.weights.source[at]; {
		case isSpace(b):
		case closes(b) && p.weights.fits(p.open.start, at+1, p.budget):
			p.open.end = at + 1
			start = at + 1
		default:
			return p.remark(start, at, end)
		}
	}
	return start
}

// remark gives the comment at offset, which would begin the next piece, to the open chunk if it ends the line on which that ends.
func (p *packer) remark(start, at, end int) int {
	source := p.weights.source
	stop := lineEnd(source, at, end)
	line := bytes.TrimRight(source[at:stop], " \t\r\n")
	if !endsLine(line) || bytes.IndexByte(source[p.open.end:at], '\n') >= 0 || !p.weights.fits(p.open.start, at+len(line), p.budget) {
		return start
	}
	p.open.end = at + len(line)
	return stop
}

// endsLine reports whether a text begins with a comment and nothing else on its line.
func endsLine(text []byte) bool {
	line := bytes.TrimRight(text[:lineEnd(text, 0, len(text))], " \t\r\n")
	return bytes.HasPrefix(line, []byte("//")) || bytes.HasPrefix(line, []byte("#")) ||
		bytes.HasPrefix(line, []byte("/*")) && bytes.Index(line, []byte("*/")) == len(line)-2
}

// closers are the closing brackets, and the separators.
const closers = "})];,"

func closes(b byte) bool { return strings.IndexByte(closers, b) >= 0 }

// close ends the open chunk, if there is one.
func (p *packer) close() {
	if p.open.start < p.open.end {
		p.done = append(p.done, p.open)
		p.open = span{}
	}
}

// finish returns the spans of all pieces.
func (p *packer) finish() []span {
	p.close()
	return p.done
}

// addLines takes a text that has no structure to go by: by lines, and a line larger than the budget between two words, or
// two characters where there are none.
func (p *packer) addLines(start, end int) {
	for start < end {
		stop := lineEnd(p.weights.source, start, end)
		for !p.weights.fits(start, stop, p.budget) {
			cut := max(p.weights.reach(start, p.budget), start+1)
			if room := p.reach(start); room > start && p.weights.between(start, room) >= p.budget/2 {
				cut = room
			}
			if blank := bytes.LastIndexAny(p.weights.source[start:cut], " \t"); blank > (cut-start)/2 {
				cut = start + blank + 1
			}
			p.add(start, cut)
			start = cut
		}
		p.add(start, stop)
		start = stop
	}
}
