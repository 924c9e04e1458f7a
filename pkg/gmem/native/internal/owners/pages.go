//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package owners

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// pages looks up this process's pages in the kernel's table of them. Close it.
type pages struct {
	table *os.File
	size  uint64
}

func openPages() (*pages, error) {
	table, err := os.Open("/proc/self/pagemap")
	if err != nil {
		return nil, err
	}
	return &pages{table: table, size: uint64(os.Getpagesize())}, nil
}

// Close implements io.Closer.
func (p *pages) Close() error { return p.table.Close() }

// The bits of a page's entry that tell whether it counts, as the kernel's documentation of pagemap numbers them.
const (
	pagePresent = 1 << 63
	pageOfFile  = 1 << 61 // or shared
	pageOurs    = 1 << 56 // mapped here and nowhere else; the page of zeros, which takes no memory, is mapped everywhere
	entrySize   = 8
)

// resident is how much of the ranges is private to this process and in RAM, in whole pages. It works in scratch.
func (p *pages) resident(ranges []addresses) (int64, error) {
	var found int64
	for _, r := range ranges {
		first, last := r.low/p.size, (r.high+p.size-1)/p.size
		for first < last {
			wanted := min((last-first)*entrySize, uint64(len(scratch.bytes)))
			n, err := p.table.ReadAt(scratch.bytes[:wanted], int64(first*entrySize))
			if n < entrySize {
				return 0, errors.Join(errors.New("the table of pages ends early"), err)
			}
			if err != nil && !errors.Is(err, io.EOF) {
				return 0, err
			}
			found += countOurs(scratch.bytes[:n])
			first += uint64(n) / entrySize
		}
	}
	return found * int64(p.size), nil
}

// countOurs counts the entries of pages that are in RAM and private to this process.
func countOurs(entries []byte) (found int64) {
	for ; len(entries) >= entrySize; entries = entries[entrySize:] {
		entry := binary.NativeEndian.Uint64(entries)
		if entry&(pagePresent|pageOfFile|pageOurs) == pagePresent|pageOurs {
			found++
		}
	}
	return found
}
