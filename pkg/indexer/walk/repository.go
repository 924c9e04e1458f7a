package walk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/embecode/embecode/pkg/indexer/walk/git"
	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// maxRepositories is how many repositories within one another have their indexes open. What lies deeper is taken for
// untracked.
const maxRepositories = 8

// repository is one whose work tree holds the current directory.
type repository struct {
	*git.Repository
	base      int    // length of the path of the work tree's top with its slash
	above     string // path of the root from the top, with a slash at its end, where that is above the root
	outermost int    // number of the first scope that holds in it
}

// enterRepository finds out whether the current directory is the top of a work tree, whose rules then hold instead of
// those around it. It reports false for a directory that is not to be entered, and visits it.
func (d *descent) enterRepository(dir *os.Root, is standing) (standing, bool, error) {
	path := filepath.Join(d.tree.Path, filepath.FromSlash(string(d.path)))
	place := d.tree.Look(dir, path)
	atRoot := len(d.path) == 0
	switch {
	case atRoot && (place.Kind == git.WorkTree || place.Kind == git.LinkedWorktree):
		return is, true, d.openRepository(dir, path, place, "")
	case atRoot:
		out, err := d.enterAround(path)
		return standing{is.wanted, out}, true, err
	case place.Kind == git.LinkedWorktree:
		return is, false, d.visit(Entry{Path: d.here(), Err: ErrLinkedWorktree})
	case place.Kind == git.Storage:
		return is, false, d.visit(Entry{Path: d.here(), Err: ErrStorage})
	case place.Kind == git.WorkTree:
		return standing{is.wanted, notRuledOut}, true, d.openRepository(dir, path, place, "")
	}
	return is, true, nil
}

// openRepository puts the rules of a repository in force.
func (d *descent) openRepository(top *os.Root, path string, place git.Place, above string) error {
	opened := repository{Repository: &git.Repository{}, base: len(d.path), above: above, outermost: len(d.scopes)}
	if len(d.repositories) < maxRepositories {
		found, err := d.tree.Open(top, path, place, ignore.MaxSize-d.held)
		opened.Repository = found
		if err != nil {
			if err := d.gitUnreadable(&opened, err); err != nil {
				return err
			}
		}
	}
	d.repositories = append(d.repositories, opened)
	if d.treeOnly {
		return nil
	}
	d.addScope(d.user, 0, above)
	if len(opened.Excludes) > ignore.MaxSize-d.held {
		return d.visit(Entry{Path: string(d.path) + ".git/info/exclude", Err: ErrIgnoreTooLarge})
	}
	list, err := ignore.Parse(opened.Excludes)
	d.addScope(list, len(opened.Excludes), above)
	return err
}

// leaveRepositories closes the repositories that the current directory is the top of.
func (d *descent) leaveRepositories(count int) {
	for _, left := range d.repositories[count:] {
		_ = left.Close() // nothing was written that a failing close could lose
	}
	clear(d.repositories[count:])
	d.repositories = d.repositories[:count]
}

// enterAround puts the rules of the repository in force that the root lies in, if any, with those of the directories from
// its top down to the root. Where they ignore the root, they don't count: whoever asks for it wants it.
func (d *descent) enterAround(root string) (outcome, error) {
	top, place, path := repositoryAround(root)
	if top == nil {
		return notRuledOut, nil
	}
	defer func() { _ = top.Close() }()
	below, err := filepath.Rel(path, root)
	if err != nil {
		return notRuledOut, fmt.Errorf("find root %s in %s: %w", root, path, err)
	}
	below = filepath.ToSlash(below)
	if err := d.openRepository(top, path, place, below+"/"); err != nil {
		return notRuledOut, err
	}
	out := notRuledOut
	for at := 0; at < len(below); {
		if err := d.enterScopeAbove(top, below, at); err != nil {
			return notRuledOut, err
		}
		next := strings.IndexByte(below[at:]+"/", '/') + at
		if d.ignoredAbove(below[:next]) {
			out = outByGit
		}
		at = next + 1
	}
	if out == notRuledOut {
		return out, nil
	}
	if tracked, err := d.tracks("", true); err != nil || tracked {
		return out, err
	}
	d.leaveScope(0, 0)
	d.leaveRepositories(0)
	return notRuledOut, nil
}

// enterScopeAbove puts the ignore file of a directory above the root in force: the one that is that long a part of the way
// from the top to the root.
func (d *descent) enterScopeAbove(top *os.Root, below string, length int) error {
	if d.treeOnly {
		return nil
	}
	dir, err := top.OpenRoot("./" + below[:length])
	if err != nil {
		return fmt.Errorf("open %s above the root: %w", below[:length], err)
	}
	defer func() { _ = dir.Close() }()
	list, size, err := loadIgnoreFile(dir, ignore.MaxSize-d.held)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		up := strings.Repeat("../", strings.Count(below[length:], "/")+1)
		return d.visit(Entry{Path: up + ignoreFile, Err: fmt.Errorf("%w: %w", ErrIgnoreUnreadable, err)})
	}
	d.addScope(list, size, below[length:]+"/")
	return nil
}

// ignoredAbove reports whether the scopes so far ignore a directory between the top and the root, or the root.
func (d *descent) ignoredAbove(path string) bool {
	verdict := ignore.Undecided
	full := len(d.repositories[0].above)
	for i := len(d.scopes) - 1; i >= 0 && verdict == ignore.Undecided; i-- {
		verdict = d.scopes[i].list.Match(path[full-len(d.scopes[i].above):], true)
	}
	return verdict == ignore.Ignored
}

// repositoryAround opens the top of the work tree that a directory lies in; nil where it lies in none.
func repositoryAround(path string) (top *os.Root, place git.Place, topPath string) {
	for parent := filepath.Dir(path); parent != path; path, parent = parent, filepath.Dir(parent) {
		folder, err := os.OpenRoot(parent)
		if err != nil {
			continue // it may be closed to us, and what is above it open
		}
		place := git.Tree{}.Look(folder, parent)
		if place.Kind == git.WorkTree || place.Kind == git.LinkedWorktree {
			return folder, place, parent
		}
		_ = folder.Close()
		if place.Kind == git.Storage {
			break
		}
	}
	return nil, git.Place{}, ""
}

// tracks reports whether git tracks a file, or anything in a directory. An index that can't be read is visited once, and
// then taken for empty.
func (d *descent) tracks(path string, isDir bool) (bool, error) {
	if len(d.repositories) == 0 {
		return false, nil
	}
	inside := &d.repositories[len(d.repositories)-1]
	if inside.Index == nil {
		return false, nil
	}
	path = strings.TrimSuffix(inside.above+path[inside.base:], "/")
	look := inside.Index.Tracks
	if isDir {
		look = inside.Index.TracksBelow
	}
	tracked, err := look(path)
	if err != nil {
		return false, d.gitUnreadable(inside, err)
	}
	return tracked, nil
}

// gitUnreadable visits the git folder of a repository that can't be read, and has it track nothing.
func (d *descent) gitUnreadable(in *repository, err error) error {
	closed := in.Close()
	in.Index = nil
	return d.visit(Entry{
		Path: string(d.path[:in.base]) + ".git", Err: fmt.Errorf("%w: %w", ErrGitUnreadable, errors.Join(err, closed)),
	})
}
