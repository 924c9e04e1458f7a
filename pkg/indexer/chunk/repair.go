package chunk

import "bytes"

// repaired is a text as the parser is to see it where it stumbled over the source: of the same length, without what no grammar
// can read, and with the braces that a half-written function lacks. It returns nil where there is nothing to be mended. All
// but the settling of merge conflicts is guessed: certain tells whether there were any.
func repaired(language Language, text []byte) (mended []byte, certain bool) {
	r := repair{language: language, text: text}
	r.settleConflicts()
	certain = r.changed != nil
	if language == C || language == CPP {
		r.settleMacros()
		r.dropAttributes()
	}
	if language != Python {
		r.balance()
	}
	return r.changed, certain
}

// repair mends one text.
type repair struct {
	language Language
	text     []byte
	changed  []byte // a copy of text with what was mended; nil until then
}

func (r *repair) set(at int, b byte) {
	if r.changed == nil {
		r.changed = bytes.Clone(r.text)
	}
	r.changed[at] = b
}

// blank puts blanks in the place of a range, but for its line feeds.
func (r *repair) blank(start, end int) {
	for at := start; at < end; at++ {
		if r.text[at] != '\n' {
			r.set(at, ' ')
		}
	}
}

// seen is the text as far as it was mended.
func (r *repair) seen() []byte {
	if r.changed != nil {
		return r.changed
	}
	return r.text
}

// settleConflicts takes of each merge conflict the first side.
func (r *repair) settleConflicts() {
	if !bytes.Contains(r.text, []byte("<<<<<<<")) {
		return
	}
	drop, open := false, false
	for at := 0; at < len(r.text); {
		end := nextLine(r.text, at)
		line := r.text[at:end]
		marker := true
		switch {
		case bytes.HasPrefix(line, []byte("<<<<<<<")):
			open = true
		case open && (bytes.HasPrefix(line, []byte("|||||||")) || bytes.HasPrefix(line, []byte("======="))):
			drop = true
		case open && bytes.HasPrefix(line, []byte(">>>>>>>")):
			drop, open = false, false
		default:
			marker = false
		}
		if marker || drop {
			r.blank(at, end)
		}
		at = end
	}
}

// brace is an open one: where it is, and how far its line is indented.
type brace struct{ at, indent int }

// balance adds closing braces and drops those that close nothing, going by how lines are indented, unless as many open as
// close. It drops quotes that their line doesn't close as well.
func (r *repair) balance() {
	text := r.seen()
	var open []brace
	var mend []func()
	toMend := func(do func()) {
		if len(mend) <= maxMended {
			mend = append(mend, do)
		}
	}
	lines := indents{text: text}
	code := newBraces(r.language, text)
	for at, ok := code.next(); ok; at, ok = code.next() {
		line, indent := lines.of(at)
		if text[at] == '{' {
			if open = append(open, brace{at, indent}); len(open) > maxOpen {
				return
			}
			continue
		}
		first := at == line+indent
		for first && len(open) > 0 && open[len(open)-1].indent > indent {
			lost := open[len(open)-1]
			toMend(func() { r.close(text, lost, line) })
			open = open[:len(open)-1]
		}
		if len(open) == 0 || first && open[len(open)-1].indent < indent {
			toMend(func() { r.set(at, ' ') })
			continue
		}
		open = open[:len(open)-1]
	}
	for _, lost := range open {
		toMend(func() { r.close(text, lost, len(text)) })
	}
	if code.depth == 0 {
		mend = nil
	}
	for _, at := range code.unclosed {
		toMend(func() { r.set(at, ' ') })
	}
	if len(mend) <= maxMended {
		for _, do := range mend {
			do()
		}
	}
}

const (
	// maxMended is how many of these are mended in a text: more are none that someone forgot.
	maxMended = 20
	// maxOpen is how many braces may be open at a time in a text that is mended.
	maxOpen = 1000
)

// close puts the brace that lacks in the place of a line feed: before the first line that is indented no deeper than that
// which opened it, and what describes that line.
func (r *repair) close(text []byte, lost brace, end int) {
	last := lost.at // the last line feed after a line that is inside
	for at := nextLine(text, lost.at); at < end; at = nextLine(text, at) {
		line := text[at:nextLine(text, at)]
		word := bytes.TrimSpace(line)
		if len(word) == 0 || describes(word) {
			continue
		}
		if len(line)-len(bytes.TrimLeft(line, " \t")) <= lost.indent && word[0] != '}' && word[0] != ')' && !bytes.HasSuffix(word, []byte(":")) {
			end = at
			break
		}
		last = at
	}
	if feed := nextLine(text, last) - 1; feed < len(text) && text[feed] == '\n' && feed < end {
		r.set(feed, '}')
	}
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
		i.indent = len(i.text[i.line:]) - len(bytes.TrimLeft(i.text[i.line:], " \t"))
	}
	i.asked = offset
	return i.line, i.indent
}
