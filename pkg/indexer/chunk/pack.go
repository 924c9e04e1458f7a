package chunk

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
	closes := p.open.start < p.open.end && p.closesHere()
	p.edge = false
	if p.open.start < p.open.end {
		if !closes && p.weights.fits(p.open.start, end, p.budget) {
			p.open.end = end
			return
		}
		p.done = append(p.done, p.open)
	}
	p.open = span{start, end}
}

// closers gives the brackets and separators that a piece begins with to the open chunk as far as they fit, and returns
// where the rest begins: the "});" behind a divided function belongs to it.
func (p *packer) closers(start, end int) int {
	for at := start; at < end; at++ {
		switch b := p.weights.source[at]; {
		case isSpace(b):
		case isCloser(b) && p.weights.fits(p.open.start, at+1, p.budget):
			p.open.end = at + 1
			start = at + 1
		default:
			return start
		}
	}
	return start
}

func isCloser(b byte) bool {
	return b == '}' || b == ')' || b == ']' || b == ';' || b == ','
}

// finish returns the spans of all pieces.
func (p *packer) finish() []span {
	if p.open.start < p.open.end {
		p.done = append(p.done, p.open)
		p.open = span{}
	}
	return p.done
}

// addLines takes a text that has no structure to go by: by lines, and a line larger than the budget between two characters.
func (p *packer) addLines(start, end int) {
	for start < end {
		stop := lineEnd(p.weights.source, start, end)
		for !p.weights.fits(start, stop, p.budget) {
			cut := max(p.weights.reach(start, p.budget), start+1)
			p.add(start, cut)
			start = cut
		}
		p.add(start, stop)
		start = stop
	}
}
