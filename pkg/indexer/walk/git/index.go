package git

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
// sample of its entries kept, from which each lookup reads on. It is for one goroutine. An index that git replaces
// meanwhile goes on to be read as it was.
type Index struct {
	file    *os.File
	format  format
	samples []sample // in the order of the file, which is that of the paths' bytes
	err     error
	read    bool
}

// sample is one entry.
type sample struct {
	path   string
	number uint32 // the first is 1
	end    int64  // where the next one begins
}

// openIndex opens the index of a git folder; nil where it has none.
func openIndex(gitDir *os.Root) (*Index, error) {
	file, err := gitDir.OpenFile("index", os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() && info.Size() > maxIndex {
		err = fmt.Errorf("open index: %d bytes, of which at most %d are read", info.Size(), maxIndex)
	}
	if err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, file.Close())
	}
	return &Index{file: file}, nil
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
func (x *Index) first(path string) (string, error) {
	if !x.read {
		x.read = true
		if x.err = x.sample(); x.err != nil {
			x.samples = nil
			x.err = fmt.Errorf("%w: %w", ErrIndex, x.err)
		}
	}
	if x.err != nil || len(x.samples) == 0 {
		return "", x.err
	}
	from := x.samples[max(0, sort.Search(len(x.samples), func(i int) bool { return x.samples[i].path > path })-1)]
	if from.path >= path {
		return from.path, nil
	}
	entries := newEntries(x.file, x.format, from)
	for entries.next() {
		if string(entries.path) >= path {
			return string(entries.path), nil
		}
	}
	if entries.err != nil {
		return "", fmt.Errorf("%w: %w", ErrIndex, entries.err)
	}
	return "", nil
}

// sample reads the index through.
func (x *Index) sample() error {
	formats, err := readHeader(x.file)
	if err != nil {
		return err
	}
	var first error // the other hash is the rare one
	for _, x.format = range formats {
		err := x.sampleAs(x.format)
		if err == nil {
			return nil
		}
		first = cmp.Or(first, err)
	}
	return first
}

// sampleAs keeps every entry as a sample at first, then every second, fourth and so on, as many as there is room for.
func (x *Index) sampleAs(as format) error {
	x.samples = nil
	entries := newEntries(x.file, as, sample{end: headerSize})
	held, stride := 0, uint32(1)
	for entries.next() {
		if (entries.last.number-1)%stride != 0 {
			continue
		}
		entries.last.path = string(entries.path)
		x.samples = append(x.samples, entries.last)
		if held += len(entries.path) + sampleSize; held <= maxSamples {
			continue
		}
		held = 0
		kept := x.samples[:0]
		for i := 0; i < len(x.samples); i += 2 {
			kept = append(kept, x.samples[i])
			held += len(x.samples[i].path) + sampleSize
		}
		clear(x.samples[len(kept):])
		x.samples, stride = kept, stride*2
	}
	return entries.err
}
