package chunk

import "bytes"

// ctoken is one token of C, or of what resembles it.
type ctoken struct {
	text     []byte
	isName   bool // a word, keywords among them
	isString bool
	spaced   bool // a blank stands before it
}

func (t *ctoken) is(text string) bool { return !t.isString && string(t.text) == text }

// isEdge reports whether a declaration can begin behind the token.
func (t *ctoken) isEdge() bool { return t.text == nil || t.is(";") || t.is("{") || t.is("}") }

func (t *ctoken) isOperator() bool {
	return len(t.text) == 1 && bytes.IndexByte([]byte("+-*/%=<>!&|^~[]()"), t.text[0]) >= 0
}

// ctokens reads tokens, without comments and without what only a C++ compiler is shown.
type ctokens struct {
	text      []byte
	seen      [4]ctoken // the last ones
	directive []byte    // the line for the preprocessor that was read instead of a token
	lineStart bool
	hidden    []conditional
	shown     bool // nothing is hidden
	passed    int  // tokens that were
}

// conditional is an #if that is open.
type conditional struct {
	about  bool // __cplusplus
	hidden bool // the branch is for C++ only
}

// next reads on, and reports whether there is anything left.
func (c *ctokens) next() bool {
	spaced := false
	for c.directive = nil; len(c.text) > 0; {
		b := c.text[0]
		switch {
		case b == '\n':
			c.lineStart, spaced, c.text = true, true, c.text[1:]
		case isSpace(b):
			spaced, c.text = true, c.text[1:]
		case bytes.HasPrefix(c.text, []byte("//")):
			c.text = c.text[lineEnd(c.text, 0, len(c.text)):]
			c.lineStart, spaced = true, true
		case bytes.HasPrefix(c.text, []byte("/*")):
			spaced = true
			if end := bytes.Index(c.text[2:], []byte("*/")); end >= 0 {
				c.text = c.text[end+4:]
			} else {
				c.text = nil
			}
		case b == '#' && c.lineStart:
			c.directive = c.line()
			c.branch(c.directive)
			if !c.isHidden() {
				return true
			}
		default:
			c.lineStart = false
			token := c.token(spaced)
			spaced = false
			if !c.isHidden() {
				copy(c.seen[:], c.seen[1:])
				c.seen[3], c.directive = token, nil
				return true
			}
			c.passed++
		}
	}
	return false
}

func (c *ctokens) isHidden() bool {
	return !c.shown && len(c.hidden) > 0 && c.hidden[len(c.hidden)-1].hidden
}

// line takes a line for the preprocessor, with those that a backslash or a comment adds.
func (c *ctokens) line() []byte {
	end := 0
	for end < len(c.text) {
		start := end
		end = lineEnd(c.text, start, len(c.text))
		line := c.text[start:end]
		if open := bytes.LastIndex(line, []byte("/*")); open >= 0 && !bytes.Contains(line[open:], []byte("*/")) {
			closed := bytes.Index(c.text[end:], []byte("*/"))
			if closed < 0 {
				closed = len(c.text) - end
			}
			end = lineEnd(c.text, end+closed, len(c.text))
			break
		}
		if !bytes.HasSuffix(bytes.TrimRight(line, "\r\n"), []byte(`\`)) {
			break
		}
	}
	taken := c.text[:end]
	c.text = c.text[end:]
	return taken
}

// branch follows the conditionals. What lies in a hidden branch is hidden whatever its own conditions.
func (c *ctokens) branch(directive []byte) {
	words := bytes.TrimLeft(directive[1:], " \t")
	last := len(c.hidden) - 1
	switch {
	case bytes.HasPrefix(words, []byte("if")):
		about := bytes.Contains(words, []byte("__cplusplus"))
		negated := bytes.HasPrefix(words, []byte("ifndef")) || bytes.Contains(words, []byte("!defined")) ||
			bytes.Contains(words, []byte("! defined"))
		outer := c.isHidden()
		c.hidden = append(c.hidden, conditional{about: about && !outer, hidden: outer || about && !negated})
	case last < 0:
	case bytes.HasPrefix(words, []byte("el")) && c.hidden[last].about:
		c.hidden[last].hidden = !c.hidden[last].hidden
	case bytes.HasPrefix(words, []byte("endif")):
		c.hidden = c.hidden[:last]
	}
}

// token takes one token, which is there.
func (c *ctokens) token(spaced bool) ctoken {
	b := c.text[0]
	length := 1
	t := ctoken{spaced: spaced}
	switch {
	case isWordByte(b):
		for length < len(c.text) && isWordByte(c.text[length]) {
			length++
		}
		t.isName = b < '0' || b > '9'
	case b == '"' || b == '\'':
		t.isString = true
		for length < len(c.text) && c.text[length] != b && c.text[length] != '\n' {
			if c.text[length] == '\\' {
				length++
			}
			length++
		}
		length = min(length+1, len(c.text))
	case bytes.HasPrefix(c.text, []byte("::")) || bytes.HasPrefix(c.text, []byte("->")):
		length = 2
	}
	t.text, c.text = c.text[:length], c.text[length:]
	return t
}

func isWordByte(b byte) bool {
	return b == '_' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b >= 0x80
}
