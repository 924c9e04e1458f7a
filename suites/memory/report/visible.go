package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible replaces what can't be seen or would turn a line around, and what XML has no way to write: the name of a file
// may hold any of it.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r&0xfffe == 0xfffe:
			return '?'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, text)
}

// lines breaks a text between its words into lines that fit, at most so many; what is left over is cut off with dots.
func lines(text string, most int, fits func(string) bool) []string {
	var broken []string
	for word := range strings.FieldsSeq(text) {
		last := len(broken) - 1
		if last >= 0 && fits(broken[last]+" "+word) {
			broken[last] += " " + word
			continue
		}
		if len(broken) == most {
			broken[last] = shortenTo(broken[last]+" "+word, fits)
			break
		}
		broken = append(broken, shortenTo(word, fits))
	}
	return broken
}

// shortenTo cuts the end of a text off until it fits.
func shortenTo(text string, fits func(string) bool) string {
	if fits(text) {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && !fits(string(letters)+"…") {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}
