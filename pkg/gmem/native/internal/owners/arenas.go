//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package owners

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
)

// heapSize is the size and the alignment of the address space that glibc reserves for one part of an arena; only the main
// arena grows elsewhere, at the program's break. A part begins with a header of words: its arena, the part before, how
// much is in use, how much is writable.
const heapSize = 64 << 20

// glibcArenas appends the ranges that glibc's allocator has taken for ordinary blocks: the program's break, and whatever
// begins with the header of an arena's part. Memory is read through the kernel, since it may be unmapped meanwhile.
func glibcArenas(ranges []addresses) (_ []addresses, err error) {
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return ranges, err
	}
	memory, err := os.Open("/proc/self/mem")
	if err != nil {
		return ranges, errors.Join(err, maps.Close())
	}
	defer func() { err = errors.Join(err, maps.Close(), memory.Close()) }()
	lines := bufio.NewScanner(maps)
	lines.Buffer(scratch.bytes[headerSize:], len(scratch.bytes)-headerSize)
	for lines.Scan() {
		mapping, err := parseMapping(lines.Bytes())
		if err != nil {
			return ranges, err
		}
		switch {
		case bytes.HasSuffix(lines.Bytes(), []byte("[heap]")):
			ranges = append(ranges, mapping)
		case bytes.Contains(lines.Bytes(), []byte(" rw-p 00000000 00:00 0 ")): // private memory without a file
			ranges = heapsIn(memory, mapping, ranges)
		}
	}
	return ranges, lines.Err()
}

// parseMapping reads the range with which a line of the list of mappings begins, without garbage.
func parseMapping(line []byte) (addresses, error) {
	span, _, _ := bytes.Cut(line, []byte(" "))
	low, high, _ := bytes.Cut(span, []byte("-"))
	first, err := strconv.ParseUint(string(low), 16, 64)
	last, err2 := strconv.ParseUint(string(high), 16, 64)
	if err := errors.Join(err, err2); err != nil {
		return addresses{}, fmt.Errorf("read the mapping %q: %w", line, err)
	}
	return addresses{first, last}, nil
}

// heapsIn appends the parts of arenas that begin in a mapping: the kernel joins neighbours to one.
func heapsIn(memory *os.File, mapping addresses, ranges []addresses) []addresses {
	for base := (mapping.low + heapSize - 1) &^ (heapSize - 1); base < mapping.high; base += heapSize {
		arena, used := heapHeader(memory, base)
		if used == 0 || base+used > mapping.high {
			continue
		}
		if owner, _ := heapHeader(memory, arena&^(heapSize-1)); owner == arena {
			ranges = append(ranges, addresses{base, base + used})
		}
	}
	return ranges
}

const headerSize = 4 * 8

// heapHeader reads what may be the header of an arena's part. It gives back zeros where that can't be one.
func heapHeader(memory *os.File, base uint64) (arena, used uint64) {
	header := scratch.bytes[:headerSize]
	if _, err := memory.ReadAt(header, int64(base)); err != nil {
		return 0, 0
	}
	word := func(i int) uint64 { return binary.NativeEndian.Uint64(header[8*i:]) }
	used, writable := word(2), word(3) // what is writable and no longer in use was given back to the kernel
	if arena = word(0); arena == 0 || used == 0 || used > writable || writable > heapSize {
		return 0, 0
	}
	return arena, used
}
