package gmem

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
)

// heapDump is what the Go runtime has written of itself: every object of its heap, and the program's variables.
type heapDump struct {
	objects   []dumped // by address
	variables []dumped // whole segments of them
	scheduler []uint64 // addresses of goroutines and threads
}

// dumped is a piece of memory in a heapDump.
type dumped struct {
	at      uint64 // its address
	content []byte
	fields  []byte // where in it pointers are, as the dump has it
}

// dumpHeap reads all of Go's heap, by way of a temporary file of its size. The world stands still while it is written. Go 1.26 ends
// the program when the writer comes by a goroutine within the microsecond in which that returns from a system call: none of 150,000
// calls that returned meanwhile was met.
func dumpHeap() (*heapDump, error) {
	file, err := os.CreateTemp("", "heap-*")
	if err != nil {
		return nil, err
	}
	defer file.Close()                             //nolint:errcheck // of a temporary file
	if err := os.Remove(file.Name()); err != nil { // so that none is left, however this ends
		return nil, err
	}
	debug.WriteHeapDump(file.Fd())
	size, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	all := make([]byte, size)
	if _, err := file.ReadAt(all, 0); err != nil {
		return nil, err
	}
	return parseHeapDump(all)
}

// The records of a dump that are read, and those that have to be passed over. Of some only the number of their fields counts.
const (
	recordObject, recordRoot, recordType                 = 1, 2, 3
	recordGoroutine, recordFrame, recordParams           = 4, 5, 6
	recordItab, recordThread, recordDefer, recordPanic   = 8, 9, 14, 15
	recordFinalizer, recordQueued, recordData, recordBSS = 7, 11, 12, 13
	recordStats                                          = 10
	heapDumpHeader                                       = "go1.7 heap dump\n"
)

// parseHeapDump reads a dump, which stays in use: https://golang.org/s/go15heapdump. One that lacks something, as on a full disk, is an
// error.
func parseHeapDump(all []byte) (*heapDump, error) {
	if len(all) < len(heapDumpHeader) || string(all[:len(heapDumpHeader)]) != heapDumpHeader {
		return nil, errors.New("it has another format than Go 1.7's")
	}
	d, r := new(heapDump), dumpReader{left: all[len(heapDumpHeader):]}
	for r.err == nil {
		switch tag := r.number(); tag {
		case recordObject:
			d.objects = append(d.objects, r.piece())
		case recordData, recordBSS:
			d.variables = append(d.variables, r.piece())
		case recordStats: // behind everything that counts
			slices.SortFunc(d.objects, func(a, b dumped) int { return cmp.Compare(a.at, b.at) })
			return d, nil
		case recordGoroutine, recordThread:
			record := r
			d.scheduler = append(d.scheduler, record.number())
			r.pass(tag)
		default:
			r.pass(tag)
		}
	}
	return nil, fmt.Errorf("at byte %d of a heap dump, of which all may not have been written: %w", len(all)-len(r.left), r.err)
}

// dumpReader reads a dump from its begin. The first error lasts.
type dumpReader struct {
	left []byte
	err  error
}

func (r *dumpReader) number() uint64 {
	number, size := binary.Uvarint(r.left)
	if size <= 0 {
		r.err, size = io.ErrUnexpectedEOF, len(r.left)
	}
	r.left = r.left[size:]
	return number
}

func (r *dumpReader) text() (text []byte) {
	size := r.number()
	if size > uint64(len(r.left)) {
		r.err = io.ErrUnexpectedEOF
		return nil
	}
	text, r.left = r.left[:size], r.left[size:]
	return text
}

// fields passes over a list of fields, and returns it.
func (r *dumpReader) fields() []byte {
	from := r.left
	for r.err == nil && r.number() != 0 {
		r.number()
	}
	return from[:len(from)-len(r.left)]
}

func (r *dumpReader) piece() dumped { return dumped{r.number(), r.text(), r.fields()} }

// pass passes over a record.
func (r *dumpReader) pass(tag uint64) {
	numbers := func(count int) {
		for range count {
			r.number()
		}
	}
	switch tag {
	case recordRoot:
		r.text()
		numbers(1)
	case recordType:
		numbers(2)
		r.text()
		numbers(1)
	case recordGoroutine:
		numbers(8)
		r.text()
		numbers(4)
	case recordFrame:
		numbers(3)
		r.text()
		numbers(3)
		r.text()
		r.fields()
	case recordParams:
		numbers(4)
		r.text()
		r.text()
		numbers(1)
	case recordItab:
		numbers(2)
	case recordThread:
		numbers(3)
	case recordFinalizer, recordQueued:
		numbers(5)
	case recordPanic:
		numbers(6)
	case recordDefer:
		numbers(7)
	default:
		r.err = cmp.Or(r.err, fmt.Errorf("a record of kind %d is unknown", tag))
	}
}

// pointers hands on where each pointer of a piece lies, from its begin, and what it points to.
func (p dumped) pointers(use func(offset int, to uint64)) {
	r := dumpReader{left: p.fields}
	for r.number() != 0 {
		if offset := int(r.number()); offset+8 <= len(p.content) { //nolint:gosec // smaller than the dump
			use(offset, binary.NativeEndian.Uint64(p.content[offset:]))
		}
	}
}

// object returns the number of the object that an address lies in; false for none.
func (d *heapDump) object(at uint64) (int, bool) {
	behind, exact := slices.BinarySearchFunc(d.objects, at, func(o dumped, at uint64) int { return cmp.Compare(o.at, at) })
	if exact {
		return behind, true
	}
	i := behind - 1
	return i, i >= 0 && at < d.objects[i].at+uint64(len(d.objects[i].content))
}
