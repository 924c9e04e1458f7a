package store

import (
	"errors"
	"regexp"
	"strings"
)

var (
	// ErrDamaged is returned when the file can't be read as a database: it is cut off, rotten, or something else.
	ErrDamaged = errors.New("the index is damaged; move the file away and index again")
	// ErrNoSpace is returned when the index can't be written for want of disk space, quota or allowed file size.
	ErrNoSpace = errors.New("there is no space left for the index; free some and try again")
	// ErrForbidden is returned when the index, or the folder that it is in, may not be written or read.
	ErrForbidden = errors.New("the index and its folder must be writable; allow that or keep the index elsewhere")
)

// meanings tell what to do about an error, by what DuckDB or the system says in it, in lower case. DuckDB gives its errors
// as text alone, and the system's errors are texts in them.
var meanings = []struct {
	says  string
	means error
}{
	{"no space left on device", ErrNoSpace},
	{"disk quota exceeded", ErrNoSpace},
	{"file too large", ErrNoSpace},
	{"permission denied", ErrForbidden},
	{"read-only file system", ErrForbidden},
	{"could not set lock", ErrInUse}, // somebody has it open without the store
	{"but we can only read versions", ErrSchema},
	{"not a valid duckdb database file", ErrDamaged},
	{"could not read enough bytes", ErrDamaged},
	{"corrupt database", ErrDamaged},
}

// stackTrace is what DuckDB appends to some errors: dozens of lines about itself.
var stackTrace = regexp.MustCompile(`\n*Stack Trace:\n+(?:.*\[0x[0-9a-f]+\]\n?)*`)

// explain appends to an error what to do about it, where that is known, and takes DuckDB's stack traces out of it.
func explain(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	e := &explained{text: strings.TrimSpace(stackTrace.ReplaceAllString(text, "\n")), causes: []error{err}}
	lower := strings.ToLower(text)
	for _, meaning := range meanings {
		if strings.Contains(lower, meaning.says) && !errors.Is(err, meaning.means) {
			e.text += ": " + meaning.means.Error()
			e.causes = append(e.causes, meaning.means)
			break
		}
	}
	if e.text == text {
		return err
	}
	return e
}

type explained struct {
	text   string
	causes []error
}

func (e *explained) Error() string   { return e.text }
func (e *explained) Unwrap() []error { return e.causes }
