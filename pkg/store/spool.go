package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"os"
	"slices"
	"strings"
	"time"
	"unsafe"
)

const (
	// spoolBuckets is over how many buckets the records of a spool are spread by a hash of their path. Each of them has a
	// block in memory.
	spoolBuckets = 64
	// spoolBlock is how many bytes a block holds before it is written, beside the record that exceeds it.
	spoolBlock = 4096
	// spooled is how the names of spools' files begin.
	spooled = "spool_"
)

// spool is a list of files on disk, of any length, in memory that doesn't depend on it. Equal paths are in equal buckets of
// every spool of one seed, so that two lists are compared bucket by bucket. It is for one goroutine; once nothing is added any more
// it may be read by several.
type spool struct {
	folder  string
	file    *os.File // nil before the first block is written: the list of a small tree needs none
	seed    maphash.Seed
	end     int64  // of what is written
	written []byte // the block that is written, with its header; kept for the next
	buckets [spoolBuckets]bucket
}

// bucket is a chain of blocks, each of which knows the one before it.
type bucket struct {
	block []byte // the records that wait
	last  int64  // where the last written block is; -1 when there is none
	bytes int    // of all records
}

// blockHeader is what begins a block in the file: the place of the one before, and the bytes of records that follow.
const blockHeader = 8 + 8

// record is what a spool holds of a file: the id that it has in the index, where it comes from there.
type record struct {
	id   int64
	file File
}

// newSpool makes an empty spool, which keeps its file in the folder. Whoever made it closes it.
func newSpool(folder string, seed maphash.Seed) *spool {
	s := &spool{folder: folder, seed: seed}
	for i := range s.buckets {
		s.buckets[i].last = -1
	}
	return s
}

// close removes the spool. It must not be used any more.
func (s *spool) close() error {
	if s == nil || s.file == nil {
		return nil
	}
	return errors.Join(s.file.Close(), os.Remove(s.file.Name()))
}

// place is where a path belongs: its bucket, and a number that tells those of one bucket apart.
func (s *spool) place(path string) (bucket int, rest uint64) {
	hash := maphash.String(s.seed, path)
	return int(hash % spoolBuckets), hash / spoolBuckets
}

// note adds a file as a walk knows it.
func (s *spool) note(file File) error {
	if err := checkText(file.Path); err != nil {
		return err
	}
	return s.add(record{file: File{Path: file.Path, Size: file.Size, ModTime: file.ModTime, Skipped: file.Skipped}})
}

func (s *spool) add(r record) error {
	n, _ := s.place(r.file.Path)
	b := &s.buckets[n]
	before := len(b.block)
	b.block = r.appendTo(b.block)
	b.bytes += len(b.block) - before
	if len(b.block) < spoolBlock {
		return nil
	}
	return s.write(b)
}

// write writes what waits in a bucket as its next block.
func (s *spool) write(b *bucket) (err error) {
	if s.file == nil {
		if s.file, err = os.CreateTemp(s.folder, spooled); err != nil {
			return fmt.Errorf("list files: %w", err)
		}
	}
	s.written = binary.LittleEndian.AppendUint64(s.written[:0], uint64(b.last))
	s.written = binary.LittleEndian.AppendUint64(s.written, uint64(len(b.block)))
	s.written = append(s.written, b.block...)
	written, err := s.file.WriteAt(s.written, s.end)
	if err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	b.last, b.block = s.end, b.block[:0]
	s.end += int64(written)
	return nil
}

// records visits the records of a bucket, the latest block first. Their texts are good until the next one. An error ends them.
func (s *spool) records(bucket int) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		b := &s.buckets[bucket]
		block, last := b.block, b.last
		var from []byte // what blocks are read into
		for {
			for len(block) > 0 {
				var r record
				r, block = readRecord(block)
				if !yield(r, nil) {
					return
				}
			}
			if last < 0 {
				return
			}
			var err error
			if from, last, err = s.read(last, from); err != nil {
				yield(record{}, err)
				return
			}
			block = from
		}
	}
}

// read reads a written block into a buffer, which it returns as large as the block, and tells where the block before is.
func (s *spool) read(at int64, into []byte) (block []byte, before int64, err error) {
	var header [blockHeader]byte
	if _, err := s.file.ReadAt(header[:], at); err != nil {
		return nil, 0, err
	}
	length := int(binary.LittleEndian.Uint64(header[8:]))
	block = slices.Grow(into[:0], length)[:length]
	_, err = s.file.ReadAt(block, at+blockHeader)
	return block, int64(binary.LittleEndian.Uint64(header[:])), err
}

// clone returns the file with texts of its own.
func (f File) clone() File {
	f.Path, f.Hash = strings.Clone(f.Path), strings.Clone(f.Hash)
	return f
}

// in appends the record's texts to others, and returns it with those.
func (r record) in(texts []byte) (record, []byte) {
	own := func(text string) string {
		start := len(texts)
		texts = append(texts, text...)
		return unsafe.String(unsafe.SliceData(texts[start:]), len(text))
	}
	r.file.Path, r.file.Hash = own(r.file.Path), own(r.file.Hash)
	return r, texts
}

func (r *record) appendTo(block []byte) []byte {
	block = binary.AppendVarint(block, r.id)
	block = binary.AppendVarint(block, r.file.Size)
	block = binary.AppendVarint(block, r.file.ModTime.UnixMicro())
	block = append(block, byte(r.file.Skipped))
	for _, text := range []string{r.file.Path, r.file.Hash} {
		block = binary.AppendUvarint(block, uint64(len(text)))
		block = append(block, text...)
	}
	return block
}

// readRecord reads the first record of a block, whose bytes its texts are, and returns what follows it.
func readRecord(block []byte) (r record, rest []byte) {
	number := func() int64 {
		value, n := binary.Varint(block)
		block = block[n:]
		return value
	}
	text := func() string {
		length, n := binary.Uvarint(block)
		value := block[n : n+int(length)]
		block = block[n+int(length):]
		return unsafe.String(unsafe.SliceData(value), len(value))
	}
	r.id, r.file.Size, r.file.ModTime = number(), number(), time.UnixMicro(number()).UTC()
	r.file.Skipped, block = SkipReason(block[0]), block[1:]
	r.file.Path, r.file.Hash = text(), text()
	return r, block
}
