package store

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// maxWord is the length in bytes above which a run of letters is data and no word: it is passed over.
const maxWord = 64

// kindOf is what a rune is to the splitting of words.
type runeKind uint8

const (
	between runeKind = iota // no part of a word
	small                   // a small letter, one without case, or a mark on the letter before
	capital
	digit
	ideograph // of a script without spaces
)

func kindOf(r rune) runeKind {
	switch {
	case r >= 'a' && r <= 'z':
		return small
	case r >= 'A' && r <= 'Z':
		return capital
	case r >= '0' && r <= '9':
		return digit
	case r < utf8.RuneSelf:
		return between
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return ideograph
	case unicode.IsUpper(r):
		return capital
	case unicode.IsLetter(r), unicode.IsMark(r):
		return small
	case unicode.IsDigit(r):
		return digit
	}
	return between
}

// wordsOf returns the words of a text, which are joined in code in many ways: parseConfig, parse_config and PARSE-CONFIG are
// parse and config, HTTPServer is http and server, userIDs is user and ids, utf8 and UTF-8 are utf and 8. A script without
// spaces gives each two neighbours. A byte that is no UTF-8 lies between words.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for start := 0; start < len(text); {
			end, next := wordAt(text, start)
			if start < end && end-start <= maxWord && !yield(text[start:end]) {
				return
			}
			start = next
		}
	}
}

// wordAt returns where the word at start ends, which is at start where none begins, and where to look for the next one.
func wordAt(text string, start int) (end, next int) {
	first, size := utf8.DecodeRuneInString(text[start:])
	last, at := kindOf(first), start+size
	if last == between {
		return start, at
	}
	before := start // where the last rune of the word begins
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		kind := kindOf(r)
		switch {
		case last == ideograph:
			if kind == ideograph {
				return at + size, at
			}
			return at, at
		case last == capital && kind == small && before > start:
			if !isPlural(text, at) { // HTTPServer: the last capital begins the next word
				return before, before
			}
		case kind != last && !(last == capital && kind == small):
			return at, at
		}
		last, before, at = kind, at, at+size
	}
	return at, at
}

// isPlural tells whether at this place there is a single s, as in IDs.
func isPlural(text string, at int) bool {
	if text[at] != 's' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[at+1:])
	return kindOf(r) != small
}
