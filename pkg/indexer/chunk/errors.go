package chunk

import (
	"errors"
	"fmt"
)

// What Split may fail with, besides the context's own error. Each is a reason to skip the file and go on with the next.
var (
	// ErrUnknownKind: neither the file's name nor, without an extension, its first line tells a language.
	ErrUnknownKind = errors.New("unknown kind of file")
	// ErrBinary: the first 8 KB hold a NUL byte, or more control characters than text has.
	ErrBinary = errors.New("not a text file")
	// ErrEncoding: the text isn't UTF-8 (or UTF-16 with a mark), and what else it is can't be told.
	ErrEncoding = errors.New("unknown encoding")
)

// errTooComplex: the parser wanted more native memory or time for the file than it is given. Split doesn't return it, but cuts
// by lines.
var errTooComplex = errors.New("too complex to be parsed within the limits")

// Kinds of errTooComplex: the parser didn't stop when asked to, and was left by a jump; and it was stopped at its deadline.
var (
	errDeaf      = fmt.Errorf("%w: the parser was abandoned", errTooComplex)
	errOutOfTime = fmt.Errorf("%w: it takes too long", errTooComplex)
)
