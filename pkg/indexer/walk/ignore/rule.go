package ignore

import "strings"

// form is how the literal of a rule and its program relate.
type form uint8

const (
	exact  form = iota // the subject is the literal
	suffix             // the subject ends with the literal: "*.log", the commonest pattern of all
	glob               // the subject starts with the literal, and the program matches the rest of it
)

// rule is one pattern. Positions rather than strings and slices, because a hostile ignore file holds half a million of
// them: 20 bytes instead of 48.
type rule struct {
	literal, literalEnd uint32 // in List.text
	program, programEnd uint32 // in List.program
	form                form
	negated             bool // "!…": keeps what it matches
	onlyDir             bool // "…/"
	anchored            bool // has a slash elsewhere: applies to the whole path rather than to its last name
}

// addLine adds the rule of one line, which starts at this position of the text. A line that can't match adds nothing.
func (l *List) addLine(start int, line string) {
	line = strings.TrimSuffix(line, "\r")
	line, _, _ = strings.Cut(line, "\x00") // git reads lines as C strings
	line = trimTrailingSpaces(line)
	if strings.HasPrefix(line, "#") {
		return
	}
	var r rule
	if r.negated = strings.HasPrefix(line, "!"); r.negated {
		line, start = line[1:], start+1
	}
	if r.onlyDir = strings.HasSuffix(line, "/"); r.onlyDir {
		line = line[:len(line)-1]
	}
	r.anchored = strings.Contains(line, "/")
	if strings.HasPrefix(line, "/") {
		line, start = line[1:], start+1
	}
	if line == "" {
		return
	}
	l.addRule(r, start, line)
}

// addRule completes the rule with its literal and its program, and adds it unless the pattern is malformed.
func (l *List) addRule(r rule, start int, pattern string) {
	wild := strings.IndexAny(pattern, `*?[\`)
	switch {
	case wild < 0:
		wild = len(pattern)
	case !r.anchored && wild == 0 && pattern[0] == '*' && !strings.ContainsAny(pattern[1:], `*?[\`):
		r.form = suffix
		start, wild = start+1, len(pattern)-1
	default:
		r.form = glob
	}
	r.literal, r.literalEnd = uint32(start), uint32(start+wild)
	if r.form == glob {
		r.program = uint32(len(l.program))
		if !l.compile(pattern[wild:]) {
			l.program = l.program[:r.program]
			return
		}
		r.programEnd = uint32(len(l.program))
	}
	l.rules = append(l.rules, r)
}

// matches reports whether the rule matches the subject: a path or its last name.
func (l *List) matches(r *rule, subject string) bool {
	literal := l.text[r.literal:r.literalEnd]
	switch r.form {
	case exact:
		return subject == literal
	case suffix:
		return strings.HasSuffix(subject, literal)
	default:
		return strings.HasPrefix(subject, literal) && l.run(l.program[r.program:r.programEnd], subject[len(literal):])
	}
}

// trimTrailingSpaces drops the spaces at the end of a line, but for one that a backslash quotes. Tabs stay.
func trimTrailingSpaces(line string) string {
	end := 0 // behind the last byte that is not such a space
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			continue
		case '\\':
			i++
		}
		end = min(i+1, len(line))
	}
	return line[:end]
}
