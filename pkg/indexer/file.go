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
func (r *run) cutOne(ctx context.Context, next task, from *source) (cutFile, error) {
	done := cutFile{file: fileOf(next.entry)}
	err := r.cutEntry(ctx, next, &done, from)
	if ctx.Err() != nil {
		return cutFile{}, ctx.Err()
	}
	var skip *skipError
	switch {
	case errors.As(err, &skip):
		done = cutFile{file: fileOf(next.entry)}
		done.file.Skipped = skip.reason
		done.unchanged = isIn(next.old, done.file)
	case err != nil:
		return cutFile{}, named(next.entry.Path, fmt.Errorf("chunk %s: %w", next.entry.Path, err))
	}
	return done, nil
}

// fileOf is the store's row of a file that was found, as far as the walk knows it.
func fileOf(entry walk.Entry) store.File {
	return store.File{Path: stored(entry.Path), Size: entry.Size, ModTime: entry.ModTime}
}

// skipUnopened is why a file can't be indexed, as far as that can be told without opening it.
func skipUnopened(entry walk.Entry) *skipError {
	if entry.Skip != "" {
		return &skipError{string(entry.Skip), entry.Err}
	}
	if !utf8.ValidString(entry.Path) {
		return &skipError{SkipName, nil}
	}
	if _, known := chunk.LanguageOf(entry.Path); !known {
		return &skipError{SkipKind, nil}
	}
	if entry.Size > maxFileSize {
		return &skipError{SkipTooLarge, nil}
	}
	return nil
}

func (r *run) cutEntry(ctx context.Context, next task, done *cutFile, from *source) error {
	if skip := skipUnopened(next.entry); skip != nil {
		return skip
	}
	path := next.entry.Path
	r.progress.chunking(path)
	content, err := r.read(path, from)
	if err != nil {
		return err
	}
	sum := sha1.Sum(content)
	done.file.Hash = hex.EncodeToString(sum[:])
	language, _ := chunk.LanguageOf(path)
	done.file.Language = string(language)
	if done.unchanged = isIn(next.old, done.file); done.unchanged {
		return nil
	}
	pieces, err := r.parts.Chunker.Cut(ctx, path, content)
	if err != nil {
		return chunkReason(err)
	}
	done.chunks = rows(pieces)
	return nil
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

// rows turns the pieces of one file into the store's rows.
func rows(pieces []chunk.Chunk) []store.Chunk {
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

// read reads one regular file below the root; its content is good until the next. What has become a link or a special file
// since it was found is not opened. Should it become one in the very moment of opening, a link is not followed out of the
// tree, and the other end of a pipe not waited for.
func (r *run) read(path string, from *source) (content []byte, err error) {
	folder, name, err := from.folder.of(r.root, path)
	if err != nil {
		return nil, readReason(err)
	}
	info, err := folder.Lstat(name)
	if err != nil {
		return nil, readReason(err)
	}
	if err := kindReason(info); err != nil {
		return nil, err
	}
	file, err := folder.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
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
	content, err = readAtMost(file, from.buffer[:0], info.Size())
	if err != nil {
		return nil, readReason(err)
	}
	from.buffer = content
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

// readReason tells a file that is gone, with its folder or alone, from one that can't be read, and either from
// what has run out, which ends the run.
func readReason(err error) error {
	if ended := exhaustion(err); ended != nil {
		return ended
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return &skipError{SkipVanished, err}
	}
	return &skipError{SkipUnreadable, err}
}
