package chunk

import (
	"bytes"
	"unicode/utf8"
)

// sniffed is how many bytes of a file looksBinary reads.
const sniffed = 8 << 10

// looksBinary tells from the first 8 KB whether a file is anything but text. The parser mustn't see such a file: 100 kB of
// random bytes keep the C grammar busy for 22 seconds.
func looksBinary(source []byte) bool {
	head := source[:min(sniffed, len(source))]
	if bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) {
		return true
	}
	strange := 0
	for at := 0; at < len(head); {
		if b := head[at]; b < utf8.RuneSelf {
			if (b < ' ' && !isSpace(b) && b != 0x1B) || b == 0x7F {
				strange++
			}
			at++
			continue
		}
		r, size := utf8.DecodeRune(head[at:])
		if r == utf8.RuneError && size == 1 {
			strange++
		}
		at += size
	}
	return strange*10 > len(head)*3
}
