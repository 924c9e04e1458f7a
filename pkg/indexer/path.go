package indexer

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// storedPath returns the path under which the store keeps a file. It is the file's own, unless that is not valid UTF-8: then
// its odd bytes are escaped as in a Go string, and "./" stands before it. No walk finds a path that begins so, and
// strconv.Unquote leads back to the bytes; so no two files have the same.
func storedPath(path string) string {
	if utf8.ValidString(path) {
		return path
	}
	quoted := strconv.QuoteToGraphic(path)
	return "./" + quoted[1:len(quoted)-1]
}

// onOneLine returns a name as a message shows it: as it is, unless it holds what is not to be printed, such as a line feed.
func onOneLine(name string) string {
	if utf8.ValidString(name) && !strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return name
	}
	return strconv.Quote(name)
}

// printableError is an error about a name that is not fit to be printed.
type printableError struct {
	text string
	err  error
}

func (e *printableError) Error() string { return e.text }
func (e *printableError) Unwrap() error { return e.err }

// printable returns err with a name as a message shows it, wherever the text of err has it.
func printable(name string, err error) error {
	shown := onOneLine(name)
	if err == nil || shown == name {
		return err
	}
	return &printableError{strings.ReplaceAll(err.Error(), name, shown), err}
}

// about says which tree an error is about.
func about(root string, err error) error {
	return printable(root, fmt.Errorf("index %s: %w", root, err))
}
