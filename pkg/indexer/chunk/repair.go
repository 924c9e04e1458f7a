package chunk

import "bytes"

// repaired is a text as the parser is to see it where it stumbled over the source: of the same length, without what no grammar
// can read, and with the braces that a half-written function lacks. It returns nil where there is nothing to be mended. All
// but the settling of merge conflicts is guessed: certain tells whether there were any.
func repaired(language Language, text []byte) (mended []byte, certain bool) {
	r := repair{language: language, text: text}
	r.settleConflicts()
	certain = r.changed != nil
	if isC(language) {
		r.settleMacros()
		r.dropAttributes()
		r.dropUnknown()
	}
	if language == Python {
		r.closeBrackets()
	} else {
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

func (r *repair) set(at int, b byte) { r.writable()[at] = b }

// writable is the copy of the text.
func (r *repair) writable() []byte {
	if r.changed == nil {
		r.changed = bytes.Clone(r.text)
	}
	return r.changed
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
