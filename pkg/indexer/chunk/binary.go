package chunk

import (
	"bytes"
	"unicode/utf8"
)

// sniffed is how many bytes of a file looksBinary reads.
const sniffed = 8 << 10

// odd is 1 for each byte beyond ASCII and oddControl for each control character that texts don't have, so that one sum counts
// both.
var odd = func() (table [256]uint16) {
	for b := range table {
		switch {
		case b >= utf8.RuneSelf:
			table[b] = 1
		case b < ' ' && !isSpace(byte(b)) && b != 0x1B || b == 0x7F:
			table[b] = oddControl
		}
	}
	return table
}()

const oddControl = sniffed + 1

// looksBinary tells from the first 8 KB whether a file is anything but text, whatever the encoding. The parser mustn't see
// such a file: 100 kB of random bytes keep the C grammar busy for 22 seconds.
//
// Random bytes are control characters to a tenth, text to next to nothing. Text that is all ASCII may hold more, such as a
// terminal's sequences.
func looksBinary(source []byte) bool {
	head := source[:min(sniffed, len(source))]
	if bytes.IndexByte(head, 0) >= 0 {
		return true
	}
	both := 0
	for _, b := range head {
		both += int(odd[b])
	}
	control, high := both/oddControl, both%oddControl
	if high > control {
		return control*50 > len(head)
	}
	return control*10 > len(head)*3
}
