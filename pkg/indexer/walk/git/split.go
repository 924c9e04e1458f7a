package git

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
)

const (
	// maxLeftOut is how many entries of a shared index may be left out: a lookup may have to pass over all of them. Git shares an
	// index anew when a fifth of it has changed.
	maxLeftOut = 16 << 10
	// maxExtension is the largest part of a split index that tells what it is split from, in bytes.
	maxExtension  = 1 << 20
	maxExtensions = 64
)

// link is what an index that is split in two says of the other one, from which it was split: its name, and which of its entries
// are left out. Entries that it replaces have no path, and stand for the path that they have there.
type link struct {
	name    string
	leftOut []uint32 // numbers of entries, in order
}

// readLink reads the extension "link" of an index, whose extensions begin at offset; nil where it has none. Source:
// gitformat-index(5), "Split index".
func readLink(from io.ReaderAt, offset int64, idSize int) (*link, error) {
	for range maxExtensions {
		name, start, size := readExtension(from, offset)
		if name == "" {
			return nil, nil
		}
		if name != "link" {
			offset = start + size
			continue
		}
		if size < int64(idSize) || size > maxExtension {
			return nil, fmt.Errorf("what it is split from takes %d bytes", size)
		}
		content := make([]byte, size)
		if _, err := from.ReadAt(content, start); err != nil {
			return nil, fmt.Errorf("read what it is split from: %w", err)
		}
		id, bitmaps := content[:idSize], content[idSize:]
		if !slices.ContainsFunc(id, func(b byte) bool { return b != 0 }) {
			return nil, nil
		}
		leftOut, err := readBitmap(bitmaps)
		return &link{name: "sharedindex." + hex.EncodeToString(id), leftOut: leftOut}, err
	}
	return nil, fmt.Errorf("it has more than %d extensions", maxExtensions)
}

// endsAsSHA256 reports whether a hash of SHA-256 lies behind the extensions of an index of so many bytes, which begin at offset.
func endsAsSHA256(from io.ReaderAt, offset, size int64) bool {
	for range maxExtensions {
		if size-offset <= sha256.Size {
			return size-offset == sha256.Size
		}
		name, start, length := readExtension(from, offset)
		if name == "" {
			return false
		}
		offset = start + length
	}
	return false
}

// readExtension reads the name of the extension that begins at offset, where its content begins, and of how many bytes that is. No
// name is none, or one that can't be read.
func readExtension(from io.ReaderAt, offset int64) (name string, start, size int64) {
	var header [8]byte
	if n, _ := from.ReadAt(header[:], offset); n < len(header) {
		return "", 0, 0
	}
	return string(header[:4]), offset + int64(len(header)), int64(binary.BigEndian.Uint32(header[4:]))
}

// readBitmap returns the numbers of the bits that are set in the first of some bitmaps in EWAH's format, of which the first bit is 1.
// Source: gitformat-bitmap(5), "Appendix A".
func readBitmap(from []byte) (set []uint32, err error) {
	if len(from) == 0 {
		return nil, nil
	}
	broken := errors.New("the entries that it leaves out can't be read")
	if len(from) < 8 {
		return nil, broken
	}
	count, size, words := uint64(binary.BigEndian.Uint32(from)), 8*int64(binary.BigEndian.Uint32(from[4:])), from[8:]
	if size > int64(len(words)) {
		return nil, broken
	}
	words = words[:size]
	next := uint64(1) // number of the bit that comes next
	for len(words) > 0 && next <= count {
		marker := binary.BigEndian.Uint64(words)
		words = words[8:]
		run, literals := 64*(marker>>1&(1<<32-1)), int(marker>>33)
		if marker&1 != 0 && run > maxLeftOut || literals > len(words)/8 {
			return nil, broken
		}
		for i := uint64(0); i < run && marker&1 != 0; i++ {
			set = append(set, uint32(next+i))
		}
		for next += run; literals > 0 && len(set) <= maxLeftOut; literals-- {
			for word := binary.BigEndian.Uint64(words); word != 0; word &= word - 1 {
				set = append(set, uint32(next)+uint32(bits.TrailingZeros64(word)))
			}
			words = words[8:]
			next += 64
		}
		if len(set) > maxLeftOut {
			return nil, fmt.Errorf("it leaves out more than %d entries of the one it is split from", maxLeftOut)
		}
	}
	return set, nil
}
