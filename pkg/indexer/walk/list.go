package walk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
)

// batchSize is how many names of a directory are read, sorted and held at once.
const batchSize = 4096

// folder is a directory being listed.
type folder struct {
	*os.Root
	wanted     bool  // what is in it is wanted unless its own name says otherwise
	ignoreSeen bool  // its ignore file has been reported already
	children   names // its subdirectories that are to be entered
}

// list visits the files of the current directory, and returns the names of the subdirectories to be entered.
func (d *descent) list(dir *os.Root, wanted bool) (names, error) {
	f := &folder{Root: dir, wanted: wanted}
	reported, err := d.enterScope(dir)
	if err != nil {
		return names{}, err
	}
	f.ignoreSeen = reported
	listing, err := dir.Open(".")
	if err != nil {
		return names{}, d.unreadable(err)
	}
	defer func() { _ = listing.Close() }()
	for {
		// Names only: a listing of an [os.Root] with file information fails as a whole when one file does.
		batch, readErr := listing.Readdirnames(batchSize)
		slices.Sort(batch)
		for _, name := range batch {
			if err := d.found(f, name); err != nil {
				return names{}, err
			}
		}
		switch {
		case errors.Is(readErr, io.EOF):
			return f.children, nil
		case readErr != nil:
			return f.children, d.unreadable(readErr)
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
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil && (d.ignored(path, false) || !d.wants(path, false, f.wanted)):
		return nil
	case err != nil:
		return d.visit(Entry{Path: path, Err: err})
	case d.ignored(path, info.IsDir()):
		return nil
	case info.IsDir():
		f.children.add(name)
		return nil
	}
	return d.deliver(path, info, f.wanted)
}
