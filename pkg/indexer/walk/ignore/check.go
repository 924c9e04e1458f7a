package ignore

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Check says why a pattern can match nothing, or nothing that was meant, and how to write it; nil if it is sound. It is
// for patterns of a list that people write by hand, which stand for paths from the root of the tree. Git accepts each
// of them in silence.
func Check(pattern string) error {
	switch {
	case strings.TrimSpace(pattern) == "":
		return errors.New("is empty: leave it out")
	case strings.ContainsAny(pattern, "\n\r\x00"):
		return errors.New("holds a line break or a NUL, which no pattern can match")
	case strings.HasPrefix(pattern, "#"):
		return fmt.Errorf(`is a comment: write \%s`, pattern)
	}
	negation, path := "", pattern
	if strings.HasPrefix(path, "!") {
		negation, path = "!", path[1:]
	}
	for _, check := range []func(path string) (why string, instead []string){
		severalPatterns, alternatives, foreignPath, backslashes,
	} {
		if why, instead := check(path); why != "" {
			return suggestion(why, negation, instead)
		}
	}
	if list, err := Parse(pattern); err != nil || len(list.rules) == 0 {
		return errors.New(`matches nothing: a bracket opens a class, which is not closed here; write \[ for the bracket itself`)
	}
	return nil
}

// suggestion puts what to write behind what is wrong.
func suggestion(why, negation string, instead []string) error {
	for i := range instead {
		instead[i] = fmt.Sprintf("%q", negation+instead[i])
	}
	if len(instead) == 0 {
		return errors.New(why)
	}
	return fmt.Errorf("%s: write %s", why, strings.Join(instead, ", "))
}

var severalExpression = regexp.MustCompile(`[^\\[][,;|]\s*[*/!]|/[,;|]|\*\.\w+\s+[*/!]|^[\s"']`)

// severalPatterns is about a list in one string, and about quotes and blanks around a pattern.
func severalPatterns(path string) (string, []string) {
	if !severalExpression.MatchString(path) || strings.ContainsAny(path, "{(") {
		return "", nil
	}
	separators := ",;|\"' \t"
	return "is to be one pattern without anything around it",
		strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(separators, r) })
}

var alternativesExpression = regexp.MustCompile(`^(|.*?[^\\])(\{[^{}]*,[^{}]*\}|[@?+*!]?\([^()]*\|[^()]*\))(.*)$`)

// alternatives is about the braces of shells and the groups of other matchers.
func alternatives(path string) (string, []string) {
	found := alternativesExpression.FindStringSubmatch(path)
	if found == nil {
		return "", nil
	}
	before, group, after := found[1], strings.TrimLeft(found[2], "@?+*!"), found[3]
	var instead []string
	for _, one := range strings.FieldsFunc(group[1:len(group)-1], func(r rune) bool { return r == ',' || r == '|' }) {
		instead = append(instead, before+one+after)
	}
	return fmt.Sprintf("matches nothing: %s has no meaning in it", group), instead
}

var driveExpression = regexp.MustCompile(`^([A-Za-z]:[\\/]|file:/|\$\{?[A-Z_]+\}?[\\/])`)

// foreignPath is about paths that don't begin at the root of the tree.
func foreignPath(path string) (string, []string) {
	switch {
	case strings.HasPrefix(path, "~/"), driveExpression.MatchString(path):
		return `matches nothing: it is to begin at the root of the tree, as in "/src/"`, nil
	case strings.Trim(path, "/") == "":
		return `matches nothing: write "*" for everything`, nil
	case path == "." || path == "./":
		return "matches nothing: leave the list empty for the whole tree", nil
	}
	names := strings.Split(strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/"), "/")
	kept := names[:0:0]
	for _, name := range names {
		if name == ".." {
			return `matches nothing: "..", which leads out of the tree, is never followed`, nil
		}
		if name != "." && name != "" {
			kept = append(kept, name)
		}
	}
	if len(kept) == len(names) {
		return "", nil
	}
	instead := "/" + strings.Join(kept, "/")
	if strings.HasSuffix(path, "/") && len(kept) > 0 {
		instead += "/"
	}
	return `matches nothing: no path of the tree holds "." or an empty name`, []string{instead}
}

// A backslash before anything but these quotes nothing.
var quotingExpression = regexp.MustCompile(`^(?:[^\\]|\\[\\\[\]!# {}()/-])*$`)

// backslashes is about backslashes between folders, and about regular expressions.
func backslashes(path string) (string, []string) {
	if quotingExpression.MatchString(path) {
		return "", nil
	}
	return `takes a backslash for a quote, not for the edge of a folder; to match a star itself write [*]`,
		[]string{strings.ReplaceAll(path, `\`, "/")}
}
