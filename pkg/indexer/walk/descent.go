package walk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/embecode/embecode/pkg/indexer/walk/git"
)

const (
	// handleInterval is the number of levels between directories that stay open while what is below them is walked.
	// Deeper ones are opened by way of the nearest, so a path of any length can be walked with few descriptors and
	// few steps.
	handleInterval = 32

	// maxPath is the longest path of a directory that is entered, in bytes. It bounds the depth, and with it the memory
	// and the descriptors, in a tree made to be deep; it is twice what the kernel takes in one call. DuckDB needs 2,048
	// paths in its buffer pool at once.
	maxPath = 8 << 10
)

// descent is one walk under way.
type descent struct {
	*Walker
	ctx   context.Context
	visit func(Entry) error

	tree         git.Tree
	path         []byte       // of the current directory, with a slash at its end; empty for the root
	scopes       []scope      // of the directories on the path, outermost first
	held         int          // bytes of ignore files in the scopes
	repositories []repository // whose work trees hold the current directory, outermost first
}

// standing is what holds for all in a directory unless something nearer says otherwise.
type standing struct {
	wanted bool    // it is included
	out    outcome // it is found only as far as git tracks it, and why
}

// enter walks the current directory, which is opened from one above it: the rest of the path from start on is the way.
func (d *descent) enter(from *os.Root, start, depth int, is standing) error {
	dir, err := from.OpenRoot(string(d.path[start:]) + ".") // the dot makes it fail at once on a FIFO, not block
	if err != nil {
		return d.unreadable(err)
	}
	defer d.leaveScope(len(d.scopes), d.held)
	defer d.leaveRepositories(len(d.repositories))
	children, is, err := d.list(dir, is)
	if depth%handleInterval == 0 {
		from, start = dir, len(d.path)
		defer func() { _ = dir.Close() }()
	} else {
		_ = dir.Close()
	}
	if err != nil {
		return err
	}
	here := len(d.path)
	for name := range children.all() {
		d.path = append(append(d.path[:here], name...), '/')
		if err := d.descend(from, start, depth+1, is); err != nil {
			return err
		}
	}
	d.path = d.path[:here]
	return nil
}

// descend enters a directory that was found in the one above it, unless it is too far down or has since become
// something else.
func (d *descent) descend(from *os.Root, start, depth int, is standing) error {
	path := d.here()
	if len(path) > maxPath {
		return d.visit(Entry{Path: path, Err: ErrPathTooLong})
	}
	info, err := from.Lstat(path[start:])
	if err != nil {
		return d.unreadable(err)
	}
	if !info.IsDir() {
		return d.deliver(path, info, is.wanted)
	}
	return d.enter(from, start, depth, standing{d.wants(path, true, is.wanted), d.ruledOut(path, true, is.out)})
}

// deliver visits something found that is not a directory, if it is wanted.
func (d *descent) deliver(path string, info fs.FileInfo, wanted bool) error {
	if !d.wants(path, false, wanted) {
		return nil
	}
	entry := Entry{Path: path, Size: info.Size(), ModTime: info.ModTime()}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		entry.Err = ErrSymlink
	case !info.Mode().IsRegular():
		entry.Err = ErrSpecial
	}
	return d.visit(entry)
}

// unreadable reports the current directory, unless it is no longer there. The root is needed.
func (d *descent) unreadable(err error) error {
	if len(d.path) == 0 {
		return fmt.Errorf("read root %s: %w", d.root, err)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return d.visit(Entry{Path: d.here(), Err: err})
}

// here is the path of the current directory, without the slash at its end.
func (d *descent) here() string { return string(d.path[:len(d.path)-1]) }
