package chunk

import (
	"errors"
	"fmt"
)

// What Cut may fail with, besides the context's own error. Each is a reason to skip the file and go on with the next.
var (
	// ErrUnknownKind: the file's name doesn't tell a language that LanguageOf knows.
	ErrUnknownKind = errors.New("unknown kind of file")
	// ErrBinary: the first 8 KB hold a NUL byte, begin with a UTF-16 mark, or are to more than three tenths control
	// characters and bytes that aren't UTF-8.
	ErrBinary = errors.New("not a text file")
	// ErrParseTimeout: the parser was still at work on the file after two seconds; 1 MB of ordinary code takes a tenth of
	// that.
	ErrParseTimeout = errors.New("parsing takes too long")
)

// errTooComplex: the parser wanted more native memory for the file than it is given. Cut doesn't return it, but cuts by lines.
var errTooComplex = errors.New("too complex to be parsed in bounded memory")

// errDeaf is an errTooComplex: the parser didn't stop when asked to, and was left by a jump.
var errDeaf = fmt.Errorf("%w: the parser was abandoned", errTooComplex)
