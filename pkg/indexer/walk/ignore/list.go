package ignore

import (
	"errors"
	"fmt"
	"strings"
)

// MaxSize is the largest ignore file that is parsed, in bytes. The largest one in public repositories is a tenth of it.
// The most hostile file of this size takes 20 times as much memory when parsed.
const MaxSize = 1 << 20

// ErrTooLarge is what Parse returns for content of more than MaxSize bytes.
var ErrTooLarge = errors.New("ignore patterns too large")

// Verdict is what a list says about one path.
type Verdict uint8

// The verdicts. Undecided means that no pattern matches, so that a list of less weight decides.
const (
	Undecided Verdict = iota
	Ignored
	Kept
)

// List is the parsed content of one ignore file.
type List struct {
	text    string // the content: the literals of the rules lie in it
	rules   []rule
	program []token // of all rules, one after the other
	classes []class
}

// Parse reads the content of an ignore file. It fails only with ErrTooLarge.
func Parse(content string) (*List, error) {
	if len(content) > MaxSize {
		return nil, fmt.Errorf("parse %d bytes, of which at most %d are allowed: %w", len(content), MaxSize, ErrTooLarge)
	}
	content = strings.TrimPrefix(content, "\uFEFF")
	l := &List{text: content, rules: make([]rule, 0, strings.Count(content, "\n")+1)}
	for start := 0; start < len(content); {
		line, _, _ := strings.Cut(content[start:], "\n")
		l.addLine(start, line)
		start += len(line) + 1
	}
	return l, nil
}

// Match says what the list holds about path, which is slash-separated, relative to the directory of the list, and
// without a slash at either end. The last pattern that matches decides. It is about the path alone: that nothing below
// an ignored directory can be kept is for the caller to honour, by not entering it.
func (l *List) Match(path string, isDir bool) Verdict {
	name := path[strings.LastIndexByte(path, '/')+1:]
	for i := len(l.rules) - 1; i >= 0; i-- {
		r := &l.rules[i]
		if r.onlyDir && !isDir {
			continue
		}
		subject := name
		if r.anchored {
			subject = path
		}
		if !l.matches(r, subject) {
			continue
		}
		if r.negated {
			return Kept
		}
		return Ignored
	}
	return Undecided
}
