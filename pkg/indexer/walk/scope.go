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

// scope is an ignore file in force: that of a directory on the current path, or of one above the root.
type scope struct {
	base  int    // length of the directory's path with its slash: the list is about what follows
	above string // path of the root from the directory, with a slash at its end, where that is above the root
	list  *ignore.List
}

func (s scope) match(path string, isDir bool) ignore.Verdict {
	return s.list.Match(s.above+path[s.base:], isDir)
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
	d.addScope(list, size, "")
	return false, nil
}

// addScope puts an ignore file in force, of the current directory or of one that the root lies below.
func (d *descent) addScope(list *ignore.List, size int, above string) {
	if list != nil {
		d.scopes = append(d.scopes, scope{base: len(d.path), above: above, list: list})
		d.held += size
	}
}

// leaveScope goes back to the ignore files that were in force before.
func (d *descent) leaveScope(scopes, held int) {
	clear(d.scopes[scopes:]) // or the lists would stay alive behind the end
	d.scopes, d.held = d.scopes[:scopes], held
}

// outcome is what the rules say of a path that git doesn't track.
type outcome uint8

const (
	notRuledOut outcome = iota
	outByGit            // by an ignore file
	outByDefault
)

// ruledOut is what the rules say of a path in the current directory, given what they say of that. The innermost ignore
// file with an opinion decides; what it keeps can still be excluded by default.
func (d *descent) ruledOut(path string, isDir bool, above outcome) outcome {
	switch {
	case above != notRuledOut:
		return above
	case d.ignored(path, isDir):
		return outByGit
	case d.defaults.Match(path, isDir) == ignore.Ignored:
		return outByDefault
	}
	return notRuledOut
}

// ignored reports whether the ignore files in force ignore a path.
func (d *descent) ignored(path string, isDir bool) bool {
	outermost := 0
	if count := len(d.repositories); count > 0 {
		outermost = d.repositories[count-1].outermost
	}
	verdict := ignore.Undecided
	for i := len(d.scopes) - 1; i >= outermost && verdict == ignore.Undecided; i-- {
		verdict = d.scopes[i].match(path, isDir)
	}
	return verdict == ignore.Ignored
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

// loadUserExcludes reads and parses the user's own file of patterns, which may be a symbolic link.
func loadUserExcludes(path string) (*ignore.List, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(file, ignore.MaxSize+1))
	if err != nil {
		return nil, err
	}
	return ignore.Parse(string(content))
}
