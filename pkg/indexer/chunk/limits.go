package chunk

// #include "tree.h"
import "C"

import (
	"cmp"
	"time"
)

// Limits bound what a Chunker takes, whatever it is given to cut.
type Limits struct {
	// NativeBytes is how much native memory all parsers and trees of this Chunker may hold together, however many goroutines
	// call Split. Zero or less means 21 MB. A file waits until its share (see the package) is free, in the order of arrival, so
	// that neither small nor large ones starve; what the parser can't do within it is cut by lines. Less than 1 MB cuts
	// ordinary files by lines, and less than 131 kB every file.
	NativeBytes int
	// Time is how much time of a processor one parse may take; zero or less means 2 s. A file that takes more is cut by lines.
	Time time.Duration
}

// HeldBytes is the most Go memory in bytes that a source of so many bytes takes between Split and its last chunk, itself
// included: up to a dozen bytes for each name, and 16 bytes for each chunk. Ordinary code takes a third of it.
func HeldBytes(size int) int { return heldPerByte*size + heldFree }

// Version is raised whenever the same source would be cut into other chunks than before.
const Version = 6

const (
	defaultNativeBytes = 21_000_000
	// A parse may hold nativePerByte for each byte of source, and nativeFree on top, in bytes. Of 7,900 real files of 3 to 640
	// kB, the median takes 15 (C) to 44 (TypeScript), one in a hundred over 82 in no language, and the worst, a table of
	// numbers in Python, 114.
	nativePerByte = 128
	nativeFree    = 256 << 10
	heldPerByte   = 4
	heldFree      = 16 << 10
	// searchBytes is the most native memory that is taken beside the tree, in bytes: for cursors and the search for names.
	searchBytes = C.SEARCH_BYTES
	// leastNative is the least limit with which a parse is begun, in bytes. A new parser takes 20 kB.
	leastNative = 64 << 10
	// defaultTime is far more than any file takes that people write: the slowest grammar reads 1 MB of ordinary code in 0.13 s.
	defaultTime = 2 * time.Second
)

func (l Limits) nativeBytes() int {
	if l.NativeBytes > 0 {
		return l.NativeBytes
	}
	return defaultNativeBytes
}

// share is how much native memory one file may take. A large one takes all there is, and is parsed while no other is.
func (l Limits) share(size int) int {
	return min(nativeFree+nativePerByte*size, l.nativeBytes())
}

// parse is what bounds the parse of a source of some size, in its share.
func (l Limits) parse(size int) parseLimit {
	native := l.share(size) - searchBytes
	return parseLimit{time: cmp.Or(max(l.Time, 0), defaultTime), native: native, warning: native - native/8}
}
