package ignore

import "strings"

// class is a set of bytes.
type class [4]uint64

func (s *class) add(c byte)      { s[c/64] |= 1 << (c % 64) }
func (s *class) remove(c byte)   { s[c/64] &^= 1 << (c % 64) }
func (s *class) has(c byte) bool { return s[c/64]>>(c%64)&1 == 1 }

func (s *class) addRange(from, to byte) {
	for c := int(from); c <= int(to); c++ {
		s.add(byte(c))
	}
}

// parseClass reads the bracket expression that the pattern starts with, and says how long it is. It is malformed if
// it has no end, or names a POSIX class that doesn't exist. A slash is never in it.
func parseClass(pattern string) (set class, length int, ok bool) {
	i := 1
	negated := i < len(pattern) && (pattern[i] == '!' || pattern[i] == '^')
	if negated {
		i++
	}
	first := i      // a "]" here stands for itself
	var before byte // what a range would start with; 0 if it can't start here
	for ; ; i++ {
		if i >= len(pattern) {
			return set, 0, false
		}
		if pattern[i] == ']' && i > first {
			break
		}
		if i, before, ok = set.addElement(pattern, i, before); !ok {
			return set, 0, false
		}
	}
	if negated {
		for w := range set {
			set[w] = ^set[w]
		}
	}
	set.remove('/')
	return set, i + 1, true
}

// addElement adds what stands at position i: a byte, the rest of a range that starts with the byte before, or a POSIX
// class. It returns the position of the last byte it used, and what a range may start with after it.
func (s *class) addElement(pattern string, i int, before byte) (last int, start byte, ok bool) {
	next := byte(0)
	if i+1 < len(pattern) {
		next = pattern[i+1]
	}
	c := pattern[i]
	switch {
	case c == '\\':
		if next == 0 {
			return i, 0, false
		}
		i, c = i+1, next
	case c == '-' && before != 0 && next != 0 && next != ']':
		i++
		if next == '\\' {
			if i++; i == len(pattern) {
				return i, 0, false
			}
		}
		s.addRange(before, pattern[i])
		return i, 0, true
	case c == '[' && next == ':':
		name, _, _ := strings.Cut(pattern[i+2:], "]") // without a "]" the end of the expression is missing as well
		if posix, isName := strings.CutSuffix(name, ":"); isName {
			return i + 2 + len(name), 0, s.addPOSIX(posix)
		}
	}
	s.add(c)
	return i, c, true
}

// addPOSIX adds the bytes of a POSIX class as git defines it, in ASCII and whatever the locale, and reports whether
// there is such a class.
func (s *class) addPOSIX(name string) bool {
	ranges, ok := posixRanges[name]
	for i := 0; i < len(ranges); i += 2 {
		s.addRange(ranges[i], ranges[i+1])
	}
	return ok
}

// posixRanges holds pairs of first and last byte. Git's spaces lack the vertical tab and the form feed.
var posixRanges = map[string]string{
	"alnum":  "09AZaz",
	"alpha":  "AZaz",
	"blank":  "  \t\t",
	"cntrl":  "\x00\x1f\x7f\x7f",
	"digit":  "09",
	"graph":  "!~",
	"lower":  "az",
	"print":  " ~",
	"punct":  "!/:@[`{~",
	"space":  "  \t\n\r\r",
	"upper":  "AZ",
	"xdigit": "09AFaf",
}
