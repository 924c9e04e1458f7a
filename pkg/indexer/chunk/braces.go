package chunk

import "bytes"

// braces finds the braces of a text that stand neither in a comment nor in a string, roughly.
type braces struct {
	language Language
	text     []byte
	at       int
	depth    int   // how many more opened than closed
	before   byte  // the last character that is no blank
	unclosed []int // where quotes are that nothing closes on their line
}

// delimits are the characters that may begin a brace, a comment or a string: most of a text is passed over by a look here.
var delimits = [256]bool{'{': true, '}': true, '/': true, '#': true, '`': true, '"': true, '\'': true}

func newBraces(language Language, text []byte) *braces {
	return &braces{language: language, text: text, before: '\n'}
}

// next returns where the next brace is, and false when there is none.
func (b *braces) next() (int, bool) {
	for b.at < len(b.text) {
		at, c := b.at, b.text[b.at]
		if !delimits[c] {
			if b.at++; !isSpace(c) {
				b.before = c
			}
			continue
		}
		switch rest := b.text[at:]; {
		case c == '{' || c == '}':
			b.at, b.before = at+1, c
			if c == '{' {
				b.depth++
			} else {
				b.depth--
			}
			return at, true
		case bytes.HasPrefix(rest, []byte("//")):
			b.at = nextLine(b.text, at)
			continue
		case bytes.HasPrefix(rest, []byte("/*")):
			b.skipPast("*/", 2)
			continue
		case c == '#' && (b.language == C || b.language == CPP) && startsLine(b.text, at):
			b.skipDirective()
			continue
		case c == '`' && b.language != Rust && b.language != Java:
			b.skipPast("`", 1)
		case c == '"' || c == '\'' && !b.isLifetime():
			b.skipQuoted(c)
		case c == '/' && isScript(b.language) && bytes.IndexByte([]byte("(,=:[!&|?{};\n"), b.before) >= 0:
			b.skipQuoted('/')
		default:
			b.at++
		}
		if !isSpace(c) {
			b.before = c
		}
	}
	return 0, false
}

func isScript(language Language) bool {
	return language == JavaScript || language == TypeScript || language == TSX
}

// isLifetime reports whether the quote here is none: of Rust's 'a, or among the digits of 1'000.
func (b *braces) isLifetime() bool {
	rest := b.text[b.at:]
	if b.language == Rust {
		return len(rest) > 2 && rest[1] != '\\' && rest[1] < 0x80 && rest[2] != '\''
	}
	return b.language == CPP && b.before >= '0' && b.before <= '9'
}

// skipPast goes behind a text, which is looked for some bytes from here.
func (b *braces) skipPast(text string, from int) {
	from = min(b.at+from, len(b.text))
	if end := bytes.Index(b.text[from:], []byte(text)); end >= 0 {
		b.at = from + end + len(text)
		return
	}
	b.at = len(b.text)
}

// skipQuoted goes behind the closing quote, or to the end of the line. Only Rust has strings over several lines.
func (b *braces) skipQuoted(quote byte) {
	opened := b.at
	for b.at++; b.at < len(b.text) && b.text[b.at] != '\n'; b.at++ {
		switch b.text[b.at] {
		case '\\':
			b.at++
		case quote:
			b.at++
			return
		}
	}
	if b.at = min(b.at, len(b.text)); quote != '/' && b.language != Rust {
		b.unclosed = append(b.unclosed, opened)
	}
}

// skipDirective goes behind a line for the preprocessor, with those that a backslash adds.
func (b *braces) skipDirective() {
	for b.at < len(b.text) {
		end := nextLine(b.text, b.at)
		more := bytes.HasSuffix(bytes.TrimRight(b.text[b.at:end], "\r\n"), []byte(`\`))
		b.at = end
		if !more {
			return
		}
	}
}
