package chunk

import "bytes"

// braces finds the braces of a text that stand neither in a comment nor in a string, roughly.
type braces struct {
	language Language
	text     []byte
	at       int
	depth    int   // how many more opened than closed
	before   byte  // the last character that is no blank
	unclosed []int // where quotes are that nothing closes, or that nothing closes on their line
	counted  bool  // quotes that may close on another line were
	odd      bool  // and one of them is closed by none
}

// delimits are the characters that may begin a brace, a comment or a string: most of a text is passed over by a look here.
var delimits = [256]bool{'{': true, '}': true, '/': true, '#': true, '`': true, '"': true, '\'': true}

func newBraces(language Language, text []byte) *braces {
	return &braces{language: language, text: text, before: '\n'}
}

// next returns where the next brace is, and false when there is none, or more is unclosed than is mended: what is looked for to
// the end of the text is looked for so many times at most.
func (b *braces) next() (int, bool) {
	for b.at < len(b.text) && len(b.unclosed) <= maxMended {
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
			if !b.skipPast("*/", 2) {
				b.unclosed = append(b.unclosed, at+1)
			}
			continue
		case c == '#' && isC(b.language) && startsLine(b.text, at):
			b.skipDirective()
			continue
		case c == '`' && b.language != Rust && b.language != Java, c == '"' && b.language == Rust:
			b.skipLines(c)
		case b.language == Java && bytes.HasPrefix(rest, []byte(`"""`)):
			if !b.skipPast(`"""`, 3) {
				b.unclosed = append(b.unclosed, at+2)
			}
		case b.language == CPP && c == '"' && at > 0 && b.text[at-1] == 'R':
			b.skipRaw()
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

// isC reports whether a language has the preprocessor of C.
func isC(language Language) bool { return language == C || language == CPP }

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

// skipPast goes behind a text, which is looked for some bytes from here. Where it isn't found, it goes on from there.
func (b *braces) skipPast(text string, from int) bool {
	b.at = min(b.at+from, len(b.text))
	end := bytes.Index(b.text[b.at:], []byte(text))
	if end >= 0 {
		b.at += end + len(text)
	}
	return end >= 0
}

// skipRaw goes behind a raw string of C++, which says itself what closes it: R"x( … )x".
func (b *braces) skipRaw() {
	opened := b.at
	name, _, found := bytes.Cut(b.text[opened+1:min(len(b.text), opened+maxRaw)], []byte("("))
	if !found || !b.skipPast(")"+string(name)+`"`, len(name)+2) {
		b.at = opened + 1
		b.unclosed = append(b.unclosed, opened)
	}
}

// maxRaw is how far from the quote of a raw string its parenthesis is, in bytes.
const maxRaw = 18

// skipLines goes behind a string that may take several lines. Of an odd number of quotes, one is closed by none: the first whose
// string holds what no string would.
func (b *braces) skipLines(quote byte) {
	opened, end := b.at, b.at+1
	for end < len(b.text) && b.text[end] != quote {
		if b.text[end] == '\\' && b.language != Go {
			end++
		}
		end++
	}
	if !b.counted {
		count := bytes.Count(b.text, []byte{quote}) - bytes.Count(b.text, []byte{'\\', quote}) - bytes.Count(b.text, []byte{'\'', quote, '\''})
		b.counted, b.odd = true, count%2 == 1
	}
	if b.at = end + 1; b.odd && (end >= len(b.text) || b.holdsCode(opened, end)) {
		b.odd, b.at = false, opened+1
		b.unclosed = append(b.unclosed, opened)
	}
	b.at = min(b.at, len(b.text))
}

// holdsCode reports whether lines within a string close or begin what is around it, by how they are indented.
func (b *braces) holdsCode(start, end int) bool {
	at := lineEnd(b.text, start, end)
	if at == end {
		return false
	}
	indent := indentOf(b.text[bytes.LastIndexByte(b.text[:start], '\n')+1:])
	for ; at < end; at = lineEnd(b.text, at, end) {
		line := b.text[at:end]
		depth := indentOf(line)
		word, _, _ := bytes.Cut(line[depth:min(len(line), depth+maxWord)], []byte(" "))
		if depth < indent && bytes.HasPrefix(word, []byte("}")) || depth <= indent && definitionWords[string(word)] {
			return true
		}
	}
	return false
}

// maxWord is longer than any word that a definition begins with, in bytes.
const maxWord = 12

// definitionWords begin definitions.
var definitionWords = words("func type var const function class interface export async abstract fn pub impl struct enum trait mod static")

// skipQuoted goes behind the closing quote, or to the end of the line.
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
	if b.at = min(b.at, len(b.text)); quote != '/' || b.before != '\n' {
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
