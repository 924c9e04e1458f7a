package indexer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"unicode/utf8"

	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// Why a file is skipped, beside the errors of packages walk and chunk.
var (
	errName       = errors.New("name is not valid UTF-8")
	errTooLarge   = errors.New("too large")
	errUnreadable = errors.New("unreadable")
)

// skipReasons tells by the error that a file met why it is skipped. It is the one place that decides so; the first that
// matches counts.
var skipReasons = []struct {
	is     error
	reason store.SkipReason
}{
	{walk.ErrSymlink, store.SkipSymlink},
	{walk.ErrSpecial, store.SkipSpecial},
	{walk.ErrPathTooLong, store.SkipPathTooLong},
	{walk.ErrDefaultExclude, store.SkipDefaultExclude},
	{walk.ErrLinkedWorktree, store.SkipLinkedWorktree},
	{walk.ErrStorage, store.SkipGitData},
	{walk.ErrGitUnreadable, store.SkipGitUnreadable},
	{walk.ErrIgnoreUnreadable, store.SkipIgnoreUnreadable},
	{walk.ErrIgnoreTooLarge, store.SkipIgnoreTooLarge},
	{errName, store.SkipName},
	{errTooLarge, store.SkipTooLarge},
	{chunk.ErrUnknownKind, store.SkipKind},
	{chunk.ErrBinary, store.SkipBinary},
	{chunk.ErrEncoding, store.SkipEncoding},
	{chunk.ErrLockFile, store.SkipLockFile},
	{chunk.ErrMinified, store.SkipMinified},
	{chunk.ErrGenerated, store.SkipGenerated},
	{chunk.ErrPointer, store.SkipPointer},
	{fs.ErrNotExist, store.SkipVanished}, // alone, or with its folder
	{syscall.ENOTDIR, store.SkipVanished},
	{errUnreadable, store.SkipUnreadable},
}

// skipReason returns why a file that met an error is skipped, or store.NotSkipped where the error is not the file's own and
// ends the run.
func skipReason(err error) store.SkipReason {
	for _, known := range skipReasons {
		if errors.Is(err, known.is) {
			return known.reason
		}
	}
	return store.NotSkipped
}

// foundFile returns the store's row of what the walk found, with the reason to skip it as far as it can be told without
// opening it.
func foundFile(entry walk.Entry) store.File {
	file := store.File{Path: storedPath(entry.Path), Size: entry.Size, ModTime: entry.ModTime}
	_, known := chunk.LanguageOf(entry.Path)
	switch {
	case entry.Err != nil:
		file.Skipped = cmp.Or(skipReason(entry.Err), store.SkipUnreadable)
	case !utf8.ValidString(entry.Path):
		file.Skipped = skipReason(errName)
	case !known:
		file.Skipped = skipReason(chunk.ErrUnknownKind)
	case entry.Size > maxFileSize:
		file.Skipped = skipReason(errTooLarge)
	}
	return file
}

// exhaustions are what the process or the machine can run out of. These errors end the run: every later open would fail
// too, and the index would be nearly empty.
var exhaustions = []struct {
	is     error
	remedy string
}{
	{syscall.EMFILE, "this process may open no more files at once; raise its limit (ulimit -n), or let it open fewer"},
	{syscall.ENFILE, "this machine has no more open files to give; close other programs, or raise fs.file-max"},
	{syscall.ENOMEM, "the kernel has no memory left for it; close other programs, or give the machine more"},
}

// exhaustion returns the error that ends the run where a file or folder could not be read because something has run out;
// otherwise nil.
func exhaustion(err error) error {
	for _, known := range exhaustions {
		if errors.Is(err, known.is) {
			return fmt.Errorf("%w: %s", known.is, known.remedy)
		}
	}
	return nil
}

// readError marks an error of reading a file as the file's own, unless something has run out.
func readError(err error) error {
	if err == nil {
		return nil
	}
	if ended := exhaustion(err); ended != nil {
		return ended
	}
	return fmt.Errorf("%w: %w", errUnreadable, err)
}
