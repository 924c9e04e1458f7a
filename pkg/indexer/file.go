package indexer

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"syscall"
	"unicode/utf8"

	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// Why a file that was found is not indexed, beside the reasons of package walk.
const (
	SkipName       = "name is not valid UTF-8"
	SkipKind       = "unknown kind"
	SkipTooLarge   = "too large"
	SkipVanished   = "vanished"
	SkipSymlink    = string(walk.Symlink)
	SkipSpecial    = string(walk.Special)
	SkipUnreadable = string(walk.Unreadable)
	SkipBinary     = "binary"
	SkipParseTime  = "parsing took too long"
)

// skipError is a file's reason not to be indexed.
type skipError struct {
	reason string
	err    error
}

func (e *skipError) Error() string { return fmt.Sprintf("%s: %v", e.reason, e.err) }

// cutOne reads and cuts one file. A file that can't be indexed comes back with its reason; an error ends the run.
func (r *run) cutOne(ctx context.Context, entry walk.Entry, buffer *[]byte) (cutFile, error) {
	file := store.File{Path: entry.Path, Size: entry.Size, ModTime: entry.ModTime}
	chunks, err := r.cutEntry(ctx, entry, &file, buffer)
	if ctx.Err() != nil {
		return cutFile{}, ctx.Err()
	}
	var skip *skipError
	switch {
	case errors.As(err, &skip):
		return cutFile{file: store.File{Path: printable(entry.Path), Size: entry.Size, ModTime: entry.ModTime, Skipped: skip.reason}}, nil
	case err != nil:
		return cutFile{}, fmt.Errorf("chunk %s: %w", entry.Path, err)
	}
	return cutFile{file: file, chunks: chunks}, nil
}

func (r *run) cutEntry(ctx context.Context, entry walk.Entry, file *store.File, buffer *[]byte) ([]store.Chunk, error) {
	if entry.Skip != "" {
		return nil, &skipError{string(entry.Skip), entry.Err}
	}
	if !utf8.ValidString(entry.Path) {
		return nil, &skipError{SkipName, nil}
	}
	if _, known := chunk.LanguageOf(entry.Path); !known {
		return nil, &skipError{SkipKind, nil}
	}
	if entry.Size > maxFileSize {
		return nil, &skipError{SkipTooLarge, nil}
	}
	r.progress.chunking(entry.Path)
	source, err := r.read(entry.Path, (*buffer)[:0])
	if err != nil {
		return nil, err
	}
	*buffer = source
	sum := sha1.Sum(source)
	file.Hash = hex.EncodeToString(sum[:])
	pieces, err := r.parts.Chunker.Cut(ctx, entry.Path, source)
	if err != nil {
		return nil, chunkReason(err)
	}
	return rows(pieces, file), nil
}

// chunkReason tells a file that can't be cut from a chunker that is broken.
func chunkReason(err error) error {
	for _, known := range []struct {
		is     error
		reason string
	}{
		{chunk.ErrUnknownKind, SkipKind},
		{chunk.ErrBinary, SkipBinary},
		{chunk.ErrParseTimeout, SkipParseTime},
	} {
		if errors.Is(err, known.is) {
			return &skipError{known.reason, err}
		}
	}
	return err
}

// rows turns the pieces of one file into the store's rows, and notes the file's language.
func rows(pieces []chunk.Chunk, file *store.File) []store.Chunk {
	if language, known := chunk.LanguageOf(file.Path); known {
		file.Language = string(language)
	}
	chunks := make([]store.Chunk, len(pieces))
	for i, piece := range pieces {
		chunks[i] = store.Chunk{
			Language:  string(piece.Language),
			FirstLine: piece.FirstLine,
			LastLine:  piece.LastLine,
			Content:   piece.Content,
			Context:   piece.Context,
			Names:     piece.Names,
			Hash:      piece.Hash,
		}
	}
	return chunks
}

// read reads one regular file below the root into buffer, grown where needed. What has become a link or a special file
// since it was found is not opened. Should it become one in the very moment of opening, a link is not followed out of the
// tree, and the other end of a pipe not waited for.
func (r *run) read(path string, buffer []byte) (content []byte, err error) {
	info, err := r.root.Lstat(path)
	if err != nil {
		return nil, readReason(err)
	}
	if err := kindReason(info); err != nil {
		return nil, err
	}
	file, err := r.root.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, readReason(err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err = file.Stat()
	if err != nil {
		return nil, readReason(err)
	}
	if err := kindReason(info); err != nil {
		return nil, err
	}
	content, err = readAtMost(file, buffer, info.Size())
	if err != nil {
		return nil, readReason(err)
	}
	if len(content) > maxFileSize {
		return nil, &skipError{SkipTooLarge, nil}
	}
	return content, nil
}

// readAtMost reads up to one byte more than maxFileSize, which tells a file that has grown since it was found.
func readAtMost(from io.Reader, buffer []byte, expected int64) ([]byte, error) {
	limited := io.LimitReader(from, maxFileSize+1)
	if room := min(expected, maxFileSize) + 1; int64(cap(buffer)) < room {
		buffer = make([]byte, 0, room)
	}
	for {
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
		n, err := limited.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			return buffer, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// kindReason says why what is no regular file can't be read.
func kindReason(info fs.FileInfo) error {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return &skipError{SkipSymlink, nil}
	case !info.Mode().IsRegular():
		return &skipError{SkipSpecial, nil}
	}
	return nil
}

// readReason tells a file that is gone, with its folder or alone, from one that can't be read.
func readReason(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return &skipError{SkipVanished, err}
	}
	return &skipError{SkipUnreadable, err}
}

// printable writes a name that is not valid UTF-8 with its odd bytes escaped, so that the store can keep it.
func printable(path string) string {
	if utf8.ValidString(path) {
		return path
	}
	quoted := strconv.QuoteToGraphic(path)
	return quoted[1 : len(quoted)-1]
}
