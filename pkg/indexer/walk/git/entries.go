package git

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	headerSize = 12
	statSize   = 40 // times, numbers, mode and size in front of an entry's object name
	// maxTracked is the longest path of an entry, in bytes: four times what the kernel takes.
	maxTracked = 16 << 10

	extendedFlag = 0x4000
	lengthMask   = 0x0fff
)

// format is how the entries of an index are written. Source: gitformat-index(5).
type format struct {
	version uint32
	idSize  int    // of an object's name: 20 bytes of SHA-1, or 32 of SHA-256
	count   uint32 // of all entries
}

// readHeader reads the beginning of an index, and returns the formats that its entries may have: which of the two hashes
// its repository uses is written elsewhere, but no index reads as one of both.
func readHeader(from io.ReaderAt) ([]format, error) {
	var header [headerSize]byte
	if n, err := from.ReadAt(header[:], 0); n < headerSize {
		return nil, fmt.Errorf("read header: %w", err)
	}
	if string(header[:4]) != "DIRC" {
		return nil, errors.New("it doesn't begin with DIRC")
	}
	version, count := binary.BigEndian.Uint32(header[4:]), binary.BigEndian.Uint32(header[8:])
	if version < 2 || version > 4 {
		return nil, fmt.Errorf("version %d is unknown: want 2, 3 or 4", version)
	}
	return []format{{version: version, idSize: 20, count: count}, {version: version, idSize: 32, count: count}}, nil
}

// entries reads one entry of an index after the other.
type entries struct {
	format
	from *bufio.Reader
	last sample // good until the next call of next
	path []byte
	err  error

	nameless bool // a path was empty
}

// newEntries reads on behind an entry.
func newEntries(file io.ReaderAt, as format, behind sample) *entries {
	section := io.NewSectionReader(file, behind.end, 1<<62)
	return &entries{format: as, from: bufio.NewReaderSize(section, 32<<10), last: behind, path: []byte(behind.path)}
}

// next reads an entry, and reports whether there was one.
func (e *entries) next() bool {
	if e.err != nil || e.last.number == e.count {
		return false
	}
	e.last.number++
	if e.err = e.entry(); e.err != nil {
		if errors.Is(e.err, io.EOF) {
			e.err = io.ErrUnexpectedEOF
		}
		e.err = fmt.Errorf("read entry %d of %d: %w", e.last.number, e.count, e.err)
	}
	return e.err == nil
}

func (e *entries) entry() error {
	fixed, err := e.take(statSize + e.idSize + 2)
	if err != nil {
		return err
	}
	if kind := fixed[26] >> 4; kind != 0o10 && kind != 0o12 && kind != 0o16 && kind != 0o04 {
		return fmt.Errorf("no file has the mode %o", binary.BigEndian.Uint32(fixed[24:]))
	}
	flags := binary.BigEndian.Uint16(fixed[len(fixed)-2:])
	size := len(fixed)
	if flags&extendedFlag != 0 && e.version > 2 {
		if _, err := e.take(2); err != nil {
			return err
		}
		size += 2
	}
	if err := e.name(size); err != nil {
		return err
	}
	if length := int(flags & lengthMask); length != lengthMask && length != len(e.path) {
		return fmt.Errorf("a path of %d bytes is said to have %d", len(e.path), length)
	}
	return nil
}

// name reads the path, whose entry has taken so many bytes in front of it.
func (e *entries) name(before int) error {
	if e.version < 4 {
		e.path = e.path[:0]
	} else {
		strip, err := e.varint()
		if err != nil {
			return err
		}
		if strip > uint64(len(e.path)) {
			return fmt.Errorf("a path of %d bytes can't lose %d", len(e.path), strip)
		}
		e.path = e.path[:len(e.path)-int(strip)]
	}
	for {
		part, err := e.from.ReadSlice(0)
		e.path = append(e.path, part...)
		e.last.end += int64(len(part))
		switch {
		case len(e.path) > maxTracked:
			return fmt.Errorf("a path is longer than %d bytes", maxTracked)
		case err == nil:
			e.path = e.path[:len(e.path)-1]
			return e.padding(before + len(e.path) + 1)
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// padding reads the zeros behind a path, up to a multiple of eight bytes of the entry.
func (e *entries) padding(size int) error {
	e.nameless = e.nameless || len(e.path) == 0
	if e.version == 4 || size%8 == 0 {
		return nil
	}
	zeros, err := e.take(8 - size%8)
	if err == nil && len(bytes.Trim(zeros, "\x00")) > 0 {
		return errors.New("a path doesn't end where it should")
	}
	return err
}

// varint reads a number as git writes offsets: seven bits a byte, the highest first, each further byte adding one.
func (e *entries) varint() (uint64, error) {
	var value uint64
	for i := 0; ; i++ {
		one, err := e.take(1)
		if err != nil {
			return 0, err
		}
		if i > 0 {
			value = (value + 1) << 7
		}
		value |= uint64(one[0] & 0x7f)
		if one[0] < 0x80 {
			return value, nil
		}
		if i == 3 {
			return 0, errors.New("a number is too large")
		}
	}
}

// take is the next so many bytes, good until more are read.
func (e *entries) take(size int) ([]byte, error) {
	taken, err := e.from.Peek(size)
	if err != nil {
		return nil, err
	}
	_, _ = e.from.Discard(size) // of what is in the buffer
	e.last.end += int64(size)
	return taken, nil
}
