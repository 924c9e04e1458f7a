package store

import (
	"errors"
	"regexp"
	"strings"
)

// meanings tell what to do about an error, by what DuckDB or the system says in it, in lower case. DuckDB gives its errors
// as text alone, and the system's errors are texts in them.
var meanings = []struct {
	says  string
	means error
}{
	{"no space left on device", ErrNoSpace},
	{"not enough space on the disk", ErrNoSpace},
	{"failed to offload data block", ErrNoSpace}, // of what exceeds the memory limit
	{"disk quota exceeded", ErrNoSpace},
	{"file too large", ErrNoSpace},
	{"permission denied", ErrForbidden},
	{"read-only file system", ErrForbidden},
	{"no locks available", ErrNoLocks},
	{"operation not supported", ErrNoLocks},
	{"could not set lock", ErrInUse}, // somebody has it open without the store
	{"but we can only read versions", ErrSchema},
	{"not a valid duckdb database file", ErrDamaged},
	{"could not read enough bytes", ErrDamaged},
	{"corrupt database", ErrDamaged},
	{"failure while replaying wal", ErrDamaged},
	{"out of memory error", ErrMemory},
}

// stackTrace is what DuckDB appends to some errors: dozens of lines about itself.
var stackTrace = regexp.MustCompile(`\n*Stack Trace:\n+(?:.*\[0x[0-9a-f]+\]\n?)*`)

// advice is what DuckDB appends to others: settings that nobody can reach here.
var advice = regexp.MustCompile(`\n*(?:Possible solutions:\n(?:\* .*\n)*\n*See also https?://\S+|This limit was set by the '\w+' setting\.\n(?:.+(?:\n|$))*)`)

// withoutNoise takes out of a text of DuckDB's what is of no use to who reads it.
func withoutNoise(text string) string {
	return strings.TrimSpace(advice.ReplaceAllString(stackTrace.ReplaceAllString(text, "\n"), ""))
}

// explain appends to an error what to do about it, where that is known, and takes DuckDB's stack traces and advice out of it.
func explain(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	e := &explained{text: withoutNoise(text), causes: []error{err}}
	if means := meaning(err); means != nil && !errors.Is(err, means) {
		e.text += ": " + means.Error()
		e.causes = append(e.causes, means)
	}
	if e.text == text {
		return err
	}
	return e
}

// quoted are the paths in an error of DuckDB's. A path may have quotes, too, but what went wrong follows the last one.
var quoted = regexp.MustCompile(`".*"`)

// meaning finds what is known about one of the errors at the root of this one: what wraps them names paths, which may say
// anything. The first in the order of meanings counts.
func meaning(err error) error {
	var said []string
	for _, root := range roots(err) {
		text := root.Error()
		if _, original, found := strings.Cut(text, `Original error: "`); found { // of an earlier statement
			text = strings.TrimSuffix(withoutNoise(original), `"`)
		}
		said = append(said, strings.ToLower(quoted.ReplaceAllString(text, "")))
	}
	for _, m := range meanings {
		for _, text := range said {
			if strings.Contains(text, m.says) {
				return m.means
			}
		}
	}
	return nil
}

// roots are the errors that wrap no other.
func roots(err error) []error {
	var inner []error
	switch err := err.(type) { //nolint:errorlint // each layer is taken off by itself
	case interface{ Unwrap() error }:
		inner = []error{err.Unwrap()}
	case interface{ Unwrap() []error }:
		inner = err.Unwrap()
	default:
		return []error{err}
	}
	var found []error
	for _, one := range inner {
		if one != nil {
			found = append(found, roots(one)...)
		}
	}
	return found
}

type explained struct {
	text   string
	causes []error
}

func (e *explained) Error() string   { return e.text }
func (e *explained) Unwrap() []error { return e.causes }
