package git

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sort"
	"strings"
	"syscall"
)

// How many bytes the samples of one index take at most: so many for each, and its path.
const (
	maxSamples = 256 << 10
	sampleSize = 32
)

// maxIndex is the largest index that is read, in bytes: about ten million files.
const maxIndex = 1 << 30

// ErrIndex is what lookups in an index return that can't be read.
var ErrIndex = errors.New("git's index can't be read")

// Index looks up the files that git tracks, in git's index file. The file is read through once, at the first lookup, and a
// sample of its entries kept, from which each lookup reads on; so is the one that it may be split from. It is for one goroutine. An
// index that git replaces meanwhile goes on to be read as it was.
type Index struct {
	gitDir *os.Root // until the index is read
	tables []*table // its own first
	err    error
	read   bool
}

// table is one file with entries.
type table struct {
	file     *os.File
	format   format
	samples  []sample // in the order of the file, which is that of the paths' bytes
	end      int64    // where the extensions begin
	nameless bool     // some entries have no path
	leftOut  []uint32 // numbers of the entries that don't count, in order
}

// sample is one entry.
type sample struct {
	path   string
	number uint32 // the first is 1
	end    int64  // where the next one begins
}

// openIndex opens the index of a git folder; nil where it has none.
func openIndex(gitDir *os.Root) (*Index, error) {
	again, err := gitDir.OpenRoot(".")
	if err != nil {
		return nil, fmt.Errorf("open git folder: %w", err)
	}
	own, err := openTable(again, "index")
	if own == nil || err != nil {
		return nil, errors.Join(err, again.Close())
	}
	return &Index{gitDir: again, tables: []*table{own}}, nil
}

// openTable opens a file with entries; nil where there is none.
func openTable(gitDir *os.Root, name string) (*table, error) {
	file, err := gitDir.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() && info.Size() > maxIndex {
		err = fmt.Errorf("open %s: %d bytes, of which at most %d are read", name, info.Size(), maxIndex)
	}
	if err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, file.Close())
	}
	return &table{file: file}, nil
}

// close closes the files.
func (x *Index) close() error {
	err := x.closeFolder()
	for _, t := range x.tables {
		err = errors.Join(err, t.file.Close())
	}
	return err
}

func (x *Index) closeFolder() error {
	if x.gitDir == nil {
		return nil
	}
	err := x.gitDir.Close()
	x.gitDir = nil
	return err
}

// Tracks reports whether git tracks a file of that path, or a submodule; the path begins at the top of the work tree.
func (x *Index) Tracks(path string) (bool, error) {
	found, err := x.first(path)
	return found == path, err
}

// TracksBelow reports whether git tracks any file in a folder, or the folder as a submodule.
func (x *Index) TracksBelow(folder string) (bool, error) {
	found, err := x.first(folder + "/")
	if err != nil || strings.HasPrefix(found, folder+"/") {
		return err == nil, err
	}
	return x.Tracks(folder)
}

// first is the first path in the index that is not before a path; empty where there is none.
func (x *Index) first(path string) (first string, err error) {
	if !x.read {
		x.read = true
		if x.err = errors.Join(x.open(), x.closeFolder()); x.err != nil {
			x.err = fmt.Errorf("%w: %w", ErrIndex, x.err)
		}
	}
	if x.err != nil {
		return "", x.err
	}
	for _, t := range x.tables {
		found, err := t.first(path)
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrIndex, err)
		}
		if found != "" && (first == "" || found < first) {
			first = found
		}
	}
	return first, nil
}

// open reads the index through, and the one that it is split from.
func (x *Index) open() error {
	own := x.tables[0]
	if err := own.sample(); err != nil {
		return err
	}
	if info, err := own.file.Stat(); err != nil {
		return err
	} else if own.format.count == 0 && endsAsSHA256(own.file, own.end, info.Size()) { // no entry tells
		own.format.idSize = sha256.Size
	}
	link, err := readLink(own.file, own.end, own.format.idSize)
	switch {
	case err != nil:
		return err
	case link != nil:
		return x.openShared(link)
	case own.nameless:
		return errors.New("a path is empty")
	}
	return nil
}

func (x *Index) openShared(link *link) error {
	shared, err := openTable(x.gitDir, link.name)
	if err != nil {
		return err
	}
	if shared == nil {
		return fmt.Errorf("%s, which it is split from, is missing", link.name)
	}
	x.tables = append(x.tables, shared)
	shared.leftOut = link.leftOut
	if err := shared.sample(); err != nil {
		return fmt.Errorf("read %s: %w", link.name, err)
	}
	return nil
}

// first is the first path in the file that counts and is not before a path; empty where there is none.
func (t *table) first(path string) (string, error) {
	if len(t.samples) == 0 {
		return "", nil
	}
	from := t.samples[max(0, sort.Search(len(t.samples), func(i int) bool { return t.samples[i].path > path })-1)]
	if from.path >= path && t.counts(from.number) {
		return from.path, nil
	}
	entries := newEntries(t.file, t.format, from)
	for entries.next() {
		if string(entries.path) >= path && t.counts(entries.last.number) {
			return string(entries.path), nil
		}
	}
	return "", entries.err
}

func (t *table) counts(number uint32) bool {
	_, out := slices.BinarySearch(t.leftOut, number)
	return !out
}

// sample reads the file through.
func (t *table) sample() error {
	formats, err := readHeader(t.file)
	if err != nil {
		return err
	}
	var first error // the other hash is the rare one
	for _, t.format = range formats {
		err := t.sampleAs(t.format)
		if err == nil {
			return nil
		}
		first = cmp.Or(first, err)
	}
	t.samples = nil
	return first
}

// sampleAs keeps every entry as a sample at first, then every second, fourth and so on, as many as there is room for.
func (t *table) sampleAs(as format) error {
	t.samples = nil
	entries := newEntries(t.file, as, sample{end: headerSize})
	held, stride := 0, uint32(1)
	for entries.next() {
		if (entries.last.number-1)%stride != 0 {
			continue
		}
		entries.last.path = string(entries.path)
		t.samples = append(t.samples, entries.last)
		if held += len(entries.path) + sampleSize; held <= maxSamples {
			continue
		}
		held = 0
		kept := t.samples[:0]
		for i := 0; i < len(t.samples); i += 2 {
			kept = append(kept, t.samples[i])
			held += len(t.samples[i].path) + sampleSize
		}
		clear(t.samples[len(kept):])
		t.samples, stride = kept, stride*2
	}
	t.end, t.nameless = entries.last.end, entries.nameless
	return entries.err
}
