package chunk

import "bytes"

const (
	// maxMended is how many braces and quotes are mended in a text: more are none that someone forgot.
	maxMended = 20
	// maxOpen is how many braces may be open at a time in a text that is mended.
	maxOpen = 1000
)

// brace is an open one: where it is, how far its line is indented, and whether it is flat, once that was asked.
type brace struct {
	at, indent  int
	asked, flat bool
}

// balance adds closing braces and drops those that close nothing, going by how lines are indented, unless as many open as
// close. It drops quotes that nothing closes as well.
func (r *repair) balance() {
	b := balancing{repair: r, code: newBraces(r.language, r.seen()), lines: indents{text: r.seen()}}
	for at, ok := b.code.next(); ok; at, ok = b.code.next() {
		line, indent := b.lines.of(at)
		if b.code.text[at] == '{' {
			b.opened(at, line, indent)
		} else {
			b.closed(at, line, indent)
		}
		if len(b.open) > maxOpen {
			return
		}
	}
	b.mend()
}

// balancing is what is to be mended in a text. Nothing is, as long as it may be in balance.
type balancing struct {
	*repair
	code  *braces
	lines indents
	open  []brace
	lost  []lostBrace
	extra []int // closing braces that close nothing
}

// lostBrace is one that should have been closed before a line.
type lostBrace struct {
	brace
	before int
}

// opened takes an opening brace. On a line that is indented no deeper than one whose brace is open, that brace was lost.
func (b *balancing) opened(at, line, indent int) {
	for len(b.open) > 0 {
		if top := &b.open[len(b.open)-1]; top.at >= line || top.indent < indent || top.indent == indent && b.isFlat(top) {
			break
		}
		b.lose(line)
	}
	b.open = append(b.open, brace{at: at, indent: indent})
}

// closed takes a closing brace. Where it is the first on its line, it closes what is indented as it is.
func (b *balancing) closed(at, line, indent int) {
	first := at == line+indent
	for first && len(b.open) > 0 && b.open[len(b.open)-1].indent > indent {
		b.lose(line)
	}
	if len(b.open) == 0 || first && b.open[len(b.open)-1].indent < indent {
		b.extra = append(b.extra, at)
		return
	}
	b.open = b.open[:len(b.open)-1]
}

func (b *balancing) lose(before int) {
	last := len(b.open) - 1
	b.lost = append(b.lost, lostBrace{b.open[last], before})
	b.open = b.open[:last]
}

func (b *balancing) mend() {
	for len(b.open) > 0 {
		b.lose(len(b.code.text))
	}
	if b.code.depth == 0 {
		b.lost, b.extra = nil, nil
	}
	if len(b.lost)+len(b.extra)+len(b.code.unclosed) > maxMended {
		return
	}
	for _, at := range append(b.extra, b.code.unclosed...) {
		if b.text[at] == '*' {
			b.set(at, '/') // what is left of a comment is one on its line
		} else {
			b.set(at, ' ')
		}
	}
	for _, lost := range b.lost {
		b.close(lost)
	}
}

// isFlat reports whether what a brace holds is indented no deeper than its line: a namespace, the cases of a switch.
func (b *balancing) isFlat(open *brace) bool {
	if !open.asked {
		last, _ := b.inside(lostBrace{*open, min(len(b.code.text), open.at+maxHead)})
		open.asked, open.flat = true, last == open.at
	}
	return open.flat
}

// maxHead is how much behind a brace tells how it is indented what it holds, in bytes.
const maxHead = 1000

// inside is where the last line begins that is inside of a brace, and where that begins which is indented no deeper than the line
// that opened it.
func (b *balancing) inside(lost lostBrace) (last, end int) {
	text := b.code.text[:lost.before]
	last = lost.at
	for at := nextLine(text, lost.at); at < len(text); at = nextLine(text, at) {
		line := text[at:nextLine(text, at)]
		word := bytes.TrimSpace(line)
		if len(word) == 0 || describes(word) {
			continue
		}
		if indentOf(line) <= lost.indent && word[0] != '}' && word[0] != ')' && !bytes.HasSuffix(word, []byte(":")) {
			return last, at
		}
		last = at
	}
	return last, len(text)
}

// close puts the brace that lacks in the place of a blank: before the first line that is indented no deeper than that
// which opened it, and what describes that line. Where there is no blank left, it takes the place of the last line inside, or
// drops what that line opens.
func (b *balancing) close(lost lostBrace) {
	last, end := b.inside(lost)
	feed := nextLine(b.text, last) - 1
	if b.text[feed] != '\n' {
		return
	}
	if at, ok := b.put('}', feed, end); ok {
		if b.isStatement(lost.brace) {
			if _, ok := b.put(';', feed, end); !ok && b.seen()[feed-1] == ';' {
				b.set(feed-1, '}')
				b.set(at, ';')
			}
		}
		return
	}
	if b.isDirective(feed + 1) {
		b.dropConditional(feed + 1)
	}
	if b.seen()[feed-1] == ';' {
		b.set(feed-1, '}')
		return
	}
	start := bytes.LastIndexByte(b.text[:last], '\n') + 1
	line := b.text[start:feed]
	b.blank(start, feed)
	if bytes.Count(line, []byte("{")) <= bytes.Count(line, []byte("}")) {
		b.set(start, '}')
	}
}

// isStatement reports whether a semicolon follows what a brace opens: a type of C, or a value.
func (b *balancing) isStatement(open brace) bool {
	before := bytes.TrimSpace(b.text[:open.at])
	return len(before) > 0 && (isC(b.language) && isWordByte(before[len(before)-1]) || before[len(before)-1] == '=')
}

// put sets a mark in the place of the first blank from a place on, and returns where, if there was one before what is none.
func (b *balancing) put(mark byte, at, end int) (int, bool) {
	for ; at < end && isSpace(b.text[at]); at++ {
		if isSpace(b.seen()[at]) && !b.isDirective(at+1) {
			b.set(at, mark)
			return at, true
		}
	}
	return 0, false
}

// isDirective reports whether a line for the preprocessor of C begins at an offset, which has to begin its line.
func (b *balancing) isDirective(at int) bool {
	return isC(b.language) && at < len(b.text) && b.text[at-1] == '\n' && b.directiveAt(at)
}

// dropConditional drops the lines for the preprocessor of the condition that an offset lies in: its branches don't open and close the
// same.
func (b *balancing) dropConditional(at int) {
	depth := 0
	for line := at; line < len(b.text) && depth >= 0; line = nextLine(b.text, line) {
		depth += b.condition(line, depth)
	}
	depth = 0
	for line := at; line > 0 && depth <= 0; {
		line = bytes.LastIndexByte(b.text[:line-1], '\n') + 1
		depth += b.condition(line, -depth)
	}
}

// condition is 1 for a line that begins a condition of the preprocessor, and -1 for one that ends it. At a depth of 0 it is dropped, and
// so is what parts the branches.
func (b *balancing) condition(line, depth int) int {
	text := bytes.TrimLeft(b.text[line:nextLine(b.text, line)], " \t")
	if !bytes.HasPrefix(text, []byte("#")) {
		return 0
	}
	word, by := bytes.TrimLeft(text[1:], " \t"), 0
	switch {
	case bytes.HasPrefix(word, []byte("if")):
		by = 1
	case bytes.HasPrefix(word, []byte("endif")):
		by = -1
	case !bytes.HasPrefix(word, []byte("el")):
		return 0
	}
	if depth == 0 {
		b.blank(line, nextLine(b.text, line))
	}
	return by
}

// describes reports whether a line is a comment, a decorator, an attribute or for the preprocessor.
func describes(line []byte) bool {
	return line[0] == '#' || line[0] == '@' || line[0] == '*' || bytes.HasPrefix(line, []byte("//")) || bytes.HasPrefix(line, []byte("/*"))
}

// indents finds the lines of a text that offsets lie in, which are asked for in order, and how many blanks they begin with.
// Each line is looked at once, however many braces it holds.
type indents struct {
	text         []byte
	asked        int
	line, indent int
}

func (i *indents) of(offset int) (line, indent int) {
	feed := bytes.LastIndexByte(i.text[i.asked:offset], '\n')
	if feed >= 0 {
		i.line = i.asked + feed + 1
	}
	if feed >= 0 || i.asked == 0 {
		i.indent = indentOf(i.text[i.line:])
	}
	i.asked = offset
	return i.line, i.indent
}

// indentOf is how many blanks a line begins with.
func indentOf(line []byte) int {
	indent := 0
	for indent < len(line) && (line[indent] == ' ' || line[indent] == '\t') {
		indent++
	}
	return indent
}
