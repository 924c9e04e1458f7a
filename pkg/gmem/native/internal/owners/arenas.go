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

// What the kernel's list tells of mappings without a file.
var (
	privateMemory = []byte(" rw-p 00000000 00:00 0 ")
	inaccessible  = []byte(" ---p 00000000 00:00 0 ")
)

// glibcArenas appends the ranges that glibc's allocator has taken for ordinary blocks: the program's break, and whatever
// begins with the header of an arena's part.
func glibcArenas(ranges []addresses) ([]addresses, error) {
	err := eachMapping(func(line []byte, mapping addresses, memory memory) {
		switch {
		case bytes.HasSuffix(line, []byte("[heap]")):
			ranges = append(ranges, mapping)
		case bytes.Contains(line, privateMemory):
			ranges = memory.partsIn(mapping, ranges)
		}
	})
	return ranges, err
}

// memory is what this process has in its address space. It is read through the kernel, since it may be unmapped meanwhile.
type memory struct{ file *os.File }

// eachMapping calls do with each line of the kernel's list of mappings, from low addresses to high ones.
func eachMapping(do func(line []byte, mapping addresses, memory memory)) (err error) {
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return err
	}
	mem, err := os.Open("/proc/self/mem")
	if err != nil {
		return errors.Join(err, maps.Close())
	}
	defer func() { err = errors.Join(err, maps.Close(), mem.Close()) }()
	lines := bufio.NewScanner(maps)
	lines.Buffer(scratch.bytes[headerSize:], len(scratch.bytes)-headerSize)
	for lines.Scan() {
		mapping, err := parseMapping(lines.Bytes())
		if err != nil {
			return err
		}
		do(lines.Bytes(), mapping, memory{mem})
	}
	return lines.Err()
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

// partsIn appends the parts of arenas that begin in a mapping: the kernel joins neighbours to one.
func (m memory) partsIn(mapping addresses, ranges []addresses) []addresses {
	for base := (mapping.low + heapSize - 1) &^ (heapSize - 1); base < mapping.high; base += heapSize {
		if used := m.arenaPart(base); used > 0 && base+used <= mapping.high {
			ranges = append(ranges, addresses{base, base + used})
		}
	}
	return ranges
}

// arenaPart is how much is in use of the part of an arena that begins at base; 0 where none does.
func (m memory) arenaPart(base uint64) (used uint64) {
	arena, used := m.header(base)
	if used == 0 {
		return 0
	}
	if owner, _ := m.header(arena &^ (heapSize - 1)); owner != arena {
		return 0
	}
	return used
}

const headerSize = 4 * 8

// header reads what may be the header of an arena's part. It gives back zeros where that can't be one.
func (m memory) header(base uint64) (arena, used uint64) {
	header := scratch.bytes[:headerSize]
	if _, err := m.file.ReadAt(header, int64(base)); err != nil {
		return 0, 0
	}
	word := func(i int) uint64 { return binary.NativeEndian.Uint64(header[8*i:]) }
	used, writable := word(2), word(3) // what is writable and no longer in use was given back to the kernel
	if arena = word(0); arena == 0 || used == 0 || used > writable || writable > heapSize {
		return 0, 0
	}
	return arena, used
}
