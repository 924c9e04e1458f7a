package walk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

const ignoreFile = ".gitignore"

// scope is an ignore file in force: that of a directory on the current path.
type scope struct {
	base int // length of the directory's path with its slash: the list is about what follows
	list *ignore.List
}

// enterScope puts the ignore file of the current directory in force, if it has one. One that can't be used is visited,
// and reported is then true.
func (d *descent) enterScope(dir *os.Root) (reported bool, err error) {
	list, size, err := loadIgnoreFile(dir, ignore.MaxSize-d.held)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		if !errors.Is(err, ErrIgnoreTooLarge) {
			err = fmt.Errorf("%w: %w", ErrIgnoreUnreadable, err)
		}
		return true, d.visit(Entry{Path: string(d.path) + ignoreFile, Err: err})
	}
	if list != nil {
		d.scopes = append(d.scopes, scope{base: len(d.path), list: list})
		d.held += size
	}
	return false, nil
}

// leaveScope goes back to the ignore files that were in force before.
func (d *descent) leaveScope(scopes, held int) {
	clear(d.scopes[scopes:]) // or the lists would stay alive behind the end
	d.scopes, d.held = d.scopes[:scopes], held
}

// ignored reports whether a path in the current directory is ignored or excluded. The innermost ignore file with an
// opinion decides; what it keeps can still be excluded.
func (d *descent) ignored(path string, isDir bool) bool {
	verdict := ignore.Undecided
	for i := len(d.scopes) - 1; i >= 0 && verdict == ignore.Undecided; i-- {
		verdict = d.scopes[i].list.Match(path[d.scopes[i].base:], isDir)
	}
	return verdict == ignore.Ignored || d.exclude.Match(path, isDir) == ignore.Ignored
}

// wants reports whether a path is included, given whether the directory that holds it is.
func (d *descent) wants(path string, isDir, above bool) bool {
	if d.include == nil {
		return true
	}
	switch d.include.Match(path, isDir) {
	case ignore.Ignored: // the include list matches it
		return true
	case ignore.Kept:
		return false
	}
	return above
}

// loadIgnoreFile reads and parses the ignore file of a directory, of at most limit bytes. What is not a regular file, a
// symbolic link above all, is no ignore file, and git doesn't follow it either: the list is then nil.
func loadIgnoreFile(dir *os.Root, limit int) (list *ignore.List, size int, err error) {
	info, err := dir.Lstat(ignoreFile)
	if err != nil || !info.Mode().IsRegular() {
		return nil, 0, err
	}
	// Should it have become a FIFO in this moment, opening must not block.
	file, err := dir.OpenFile(ignoreFile, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, int64(limit)+1))
	if err != nil {
		return nil, 0, err
	}
	if len(content) > limit {
		return nil, 0, fmt.Errorf("read %d bytes, where at most %d can be used: %w", info.Size(), limit, ignore.ErrTooLarge)
	}
	list, err = ignore.Parse(string(content))
	return list, len(content), err
}
