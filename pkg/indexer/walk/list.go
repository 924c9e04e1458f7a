package walk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// batchSize is how many names of a directory are read, sorted and held at once.
const batchSize = 4096

// folder is a directory being listed.
type folder struct {
	*os.Root
	standing
	ignoreSeen bool  // its ignore file has been reported already
	children   names // its subdirectories that are to be entered
}

// versionControl are the names under which other systems keep a repository.
var versionControl = []string{".hg", ".svn", ".jj", ".bzr", ".sl", ".pijul", "_darcs"}

// list visits the files of the current directory, and returns the names of the subdirectories to be entered, and how it
// stands with what is in them.
func (d *descent) list(dir *os.Root, is standing) (names, standing, error) {
	is, enter, err := d.enterRepository(dir, is)
	if err != nil || !enter {
		return names{}, is, err
	}
	f := &folder{Root: dir, standing: is}
	if f.ignoreSeen, err = d.enterScope(dir); err != nil {
		return names{}, is, err
	}
	err = d.listAll(f)
	return f.children, is, err
}

// listAll visits the files of a directory, and notes its subdirectories.
func (d *descent) listAll(f *folder) error {
	listing, err := f.Open(".")
	if err != nil {
		return d.unreadable(err)
	}
	defer func() { _ = listing.Close() }()
	for {
		// Names only: a listing of an [os.Root] with file information fails as a whole when one file does.
		batch, readErr := listing.Readdirnames(batchSize)
		slices.Sort(batch)
		for _, name := range batch {
			if err := d.found(f, name); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(readErr, io.EOF):
			return nil
		case readErr != nil:
			return d.unreadable(readErr)
		}
	}
}

// found decides what becomes of one name in a directory.
func (d *descent) found(f *folder, name string) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	if name == ".git" || f.ignoreSeen && name == ignoreFile {
		return nil
	}
	path := string(d.path) + name
	info, err := f.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	isDir := err == nil && info.IsDir()
	if isDir && slices.Contains(versionControl, name) {
		return nil
	}
	if keep, err := d.keeps(path, isDir, f.standing); err != nil || !keep {
		return err
	}
	switch {
	case isDir:
		f.children.add(name)
		return nil
	case err == nil:
		return d.deliver(path, info, f.wanted)
	case d.wants(path, false, f.wanted):
		return d.visit(Entry{Path: path, Err: err})
	}
	return nil
}

// keeps reports whether something found is neither excluded, nor ruled out and untracked. What is excluded by default is
// visited: each directory, and each file that is wanted.
func (d *descent) keeps(path string, isDir bool, is standing) (bool, error) {
	if d.exclude.Match(path, isDir) == ignore.Ignored {
		return false, nil
	}
	out := d.ruledOut(path, isDir, is.out)
	if out == notRuledOut {
		return true, nil
	}
	if tracked, err := d.tracks(path, isDir); err != nil || tracked {
		return tracked, err
	}
	if out == outByDefault && (isDir || d.wants(path, false, is.wanted)) {
		return false, d.visit(Entry{Path: path, Err: ErrDefaultExclude})
	}
	return false, nil
}
