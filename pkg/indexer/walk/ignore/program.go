package ignore

import "strings"

// kind is what a token matches.
type kind uint8

const (
	literal    kind = iota // one given byte
	anyByte                // "?": one byte, not a slash
	classByte              // "[…]": one byte of a class, not a slash
	star                   // "*": any bytes, no slash among them
	deepStar               // "**" between slashes or at an end: any bytes
	deepFolder             // "**/": nothing, or any bytes and a slash
)

// token is one step of a program.
type token struct {
	kind  kind
	char  byte   // of a literal
	class uint32 // of a classByte, in List.classes
}

// compile appends the program of a pattern from its first wildcard on, and reports whether the pattern is well formed.
// Git matches the text before the first wildcard separately and then starts afresh, so a leading "**" has a free left
// side whatever stands before it: "x/foo**/bar" matches "x/fooA/b/bar".
func (l *List) compile(pattern string) bool {
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '\\':
			if i++; i == len(pattern) {
				return false
			}
			l.emit(token{kind: literal, char: pattern[i]})
		case '?':
			l.emit(token{kind: anyByte})
		case '[':
			set, length, ok := parseClass(pattern[i:])
			if !ok {
				return false
			}
			l.emit(token{kind: classByte, class: uint32(len(l.classes))})
			l.classes = append(l.classes, set)
			i += length - 1
		case '*':
			kind, length := stars(pattern, i)
			l.emit(token{kind: kind})
			i += length - 1
		default:
			l.emit(token{kind: literal, char: c})
		}
	}
	return true
}

func (l *List) emit(t token) { l.program = append(l.program, t) }

// stars reads the run of stars at position i, with the slash that belongs to it.
func stars(pattern string, i int) (kind, int) {
	rest := strings.TrimLeft(pattern[i:], "*")
	length := len(pattern) - i - len(rest)
	if length == 1 || i > 0 && pattern[i-1] != '/' {
		return star, length
	}
	switch {
	case strings.HasPrefix(rest, "/"):
		return deepFolder, length + 1
	case rest == "" || strings.HasPrefix(rest, `\/`):
		return deepStar, length
	}
	return star, length
}

// resume is where to go on after a mismatch: behind a wildcard that then takes more of the subject.
type resume struct {
	step int // of the wildcard; -1 when there is none
	at   int // what of the subject the wildcard has taken ends here
}

// run reports whether a program matches all of the subject.
//
// Only the last "*" and the last "**" are ever tried again. That is enough: a "*" can't reach past the slash that ends
// its name, and what an earlier wildcard could still take, the later one of the same kind can take as well. So the
// steps are bounded by a product of the lengths, where trying every wildcard again would be exponential.
func (l *List) run(program []token, subject string) bool {
	near, deep := resume{step: -1}, resume{step: -1}
	for step, at := 0, 0; ; {
		switch {
		case step == len(program):
			if at == len(subject) {
				return true
			}
		case program[step].kind == star:
			near = resume{step, at}
			step++
			continue
		case program[step].kind >= deepStar:
			near, deep = resume{step: -1}, resume{step, at}
			step++
			continue
		case at < len(subject) && l.matchesByte(program[step], subject[at]):
			step++
			at++
			continue
		}
		switch {
		case near.takeName(subject):
			step, at = near.step+1, near.at
		case deep.takeDeep(program, subject):
			step, at = deep.step+1, deep.at
		default:
			return false
		}
	}
}

// takeName gives a "*" one more byte, if the subject has one for it.
func (r *resume) takeName(subject string) bool {
	if r.step < 0 || r.at == len(subject) || subject[r.at] == '/' {
		return false
	}
	r.at++
	return true
}

// takeDeep gives a "**" one more byte, or a "**/" all bytes up to and with the next slash.
func (r *resume) takeDeep(program []token, subject string) bool {
	if r.step < 0 || r.at == len(subject) {
		return false
	}
	if program[r.step].kind == deepStar {
		r.at++
		return true
	}
	slash := strings.IndexByte(subject[r.at:], '/')
	r.at += slash + 1
	return slash >= 0
}

// matchesByte reports whether a token that takes one byte takes this one.
func (l *List) matchesByte(t token, c byte) bool {
	switch t.kind {
	case literal:
		return c == t.char
	case anyByte:
		return c != '/'
	default:
		return l.classes[t.class].has(c)
	}
}
