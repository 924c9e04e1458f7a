package chunk

import "bytes"

// sections divides Markdown: a section, from its heading to the next, is merged with others while it fits a chunk whole, and
// begins a chunk otherwise. Paragraphs, fenced code and tables are parted only where one alone doesn't fit.
type sections struct {
	packer *packer
	blocks []span // of the section at hand
	titled bool   // it holds more than headings
}

// byMarkdown is where a Markdown source is to be cut.
func byMarkdown(w *weights, budget int) pieces {
	s := sections{packer: &packer{weights: w, budget: budget}}
	for at := 0; at < len(w.source); {
		block, heading := nextBlock(w.source, at)
		if heading && s.titled {
			s.flush()
		}
		s.blocks = append(s.blocks, block)
		s.titled = s.titled || !heading
		at = block.end
	}
	s.flush()
	return pieces{spans: s.packer.finish()}
}

// flush takes the section at hand.
func (s *sections) flush() {
	p := s.packer
	if len(s.blocks) == 0 {
		return
	}
	from, to := trim(p.weights.source, s.blocks[0].start, s.blocks[len(s.blocks)-1].end)
	if p.weights.fits(from, to, p.budget) {
		p.add(from, to)
	} else {
		p.close()
		for _, b := range s.blocks {
			if from, to := trim(p.weights.source, b.start, b.end); p.weights.fits(from, to, p.budget) {
				p.add(from, to)
			} else {
				p.addLines(b.start, b.end)
			}
		}
		p.close()
	}
	s.blocks, s.titled = s.blocks[:0], false
}

// nextBlock is the block that begins at the line at start, with the empty lines behind it, and whether it is a heading.
func nextBlock(source []byte, start int) (block span, heading bool) {
	line := nextLine(source, start)
	text := source[start:line]
	if fence := fenceOf(text); fence != nil {
		return span{start, fenced(source, line, fence)}, false
	}
	if isHeading(text) {
		return span{start, line}, true
	}
	first := line
	for at := line; at < len(source); at = line {
		line = nextLine(source, at)
		next := source[at:line]
		switch {
		case isEmpty(text): // the rest is what follows the block
			return span{start, at}, false
		case isUnderline(next) && !isEmpty(text) && at == first:
			return span{start, line}, true
		case isHeading(next) || fenceOf(next) != nil:
			return span{start, at}, false
		case isDelimiter(next) && at > first:
			return span{start, at - len(text)}, false // the line above is the head of a table
		}
		text = next
	}
	return span{start, len(source)}, false
}

// fenced is where the code behind a fence ends, with the line that closes it.
func fenced(source []byte, at int, fence []byte) int {
	for at < len(source) {
		line := nextLine(source, at)
		closing := fenceOf(source[at:line])
		if bytes.HasPrefix(closing, fence) && len(bytes.TrimSpace(source[at:line])) == len(closing) {
			return line
		}
		at = line
	}
	return at
}

// fenceOf is the run of backticks or tildes that a line begins with, or nil where there are less than three.
func fenceOf(line []byte) []byte {
	text := bytes.TrimLeft(line, " \t>")
	for _, mark := range []string{"`", "~"} {
		if rest := bytes.TrimLeft(text, mark); len(text)-len(rest) >= 3 && !(mark == "`" && bytes.Contains(rest, []byte("`"))) {
			return text[:len(text)-len(rest)]
		}
	}
	return nil
}

// isHeading reports whether a line is a heading by its number signs.
func isHeading(line []byte) bool {
	text := bytes.TrimLeft(line, " ")
	title := bytes.TrimLeft(text, "#")
	level := len(text) - len(title)
	return len(line)-len(text) <= 3 && level >= 1 && level <= 6 && (len(title) == 0 || isSpace(title[0]))
}

// isUnderline reports whether a line makes a heading of the one above.
func isUnderline(line []byte) bool {
	text := bytes.TrimSpace(line)
	return len(text) > 0 && !isBlank(line[0]) && (len(bytes.Trim(text, "=")) == 0 || len(bytes.Trim(text, "-")) == 0)
}

// isDelimiter reports whether a line parts the head of a table from its rows.
func isDelimiter(line []byte) bool {
	text := bytes.TrimSpace(line)
	return bytes.Contains(text, []byte("-")) && bytes.Contains(text, []byte("|")) && len(bytes.Trim(text, "|:- \t")) == 0
}

func isEmpty(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }

func nextLine(source []byte, start int) int { return lineEnd(source, start, len(source)) }
