package walk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/embecode/embecode/pkg/indexer/walk/git"
	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// Options narrow down what is found. The lists hold patterns of the `.gitignore` syntax, relative to the root, of
// which the last that matches decides. Every pattern is legal. The zero value finds every file that git would not
// ignore under nobody's settings.
type Options struct {
	// Include says which files are wanted; empty means all. A pattern that matches a directory is about all files
	// below it, unless one matches the file itself or a directory nearer to it: "src/" and "!src/gen/" together want
	// what is in src but not in src/gen. Directories that are not wanted are entered all the same, since wanted files
	// may lie deeper.
	Include []string

	// Exclude says which files and directories are left out, tracked or not. Excluded directories are not entered.
	Exclude []string

	// DefaultExclude says the same of files and directories that are not tracked by git. Each that it leaves out is reported.
	DefaultExclude []string

	// UserExcludes is the path of a file of patterns that hold in every repository; git.UserExcludes finds the user's own.
	// Empty means none; a file that doesn't exist, or is closed to this user, is empty.
	UserExcludes string

	// TreeOnly has no rules count but those of the `.gitignore` files in the tree: neither UserExcludes, nor those that a
	// repository keeps in info/exclude, nor those between the root and the top of the repository that it lies in.
	TreeOnly bool
}

// Walker walks one tree.
type Walker struct {
	root     string
	include  *ignore.List // nil: everything
	exclude  *ignore.List
	defaults *ignore.List
	user     *ignore.List
	treeOnly bool
}

// New returns a walker of the tree at root, which must be a directory or a symbolic link to one.
func New(root string, options Options) (*Walker, error) {
	absolute, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("find root %s: %w", root, err)
	}
	info, err := os.Stat(absolute)
	if err != nil {
		return nil, fmt.Errorf("look at root %s: %w", absolute, err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("look at root %s: not a directory; give the directory that holds the tree", absolute)
	}
	w := &Walker{root: absolute, treeOnly: options.TreeOnly}
	if w.exclude, err = ignore.Parse(strings.Join(options.Exclude, "\n")); err != nil {
		return nil, fmt.Errorf("read exclude patterns: %w", err)
	}
	if w.defaults, err = ignore.Parse(strings.Join(options.DefaultExclude, "\n")); err != nil {
		return nil, fmt.Errorf("read default exclude patterns: %w", err)
	}
	if !options.TreeOnly {
		if w.user, err = loadUserExcludes(options.UserExcludes); err != nil {
			return nil, fmt.Errorf("read the user's excludes %s: %w", options.UserExcludes, err)
		}
	}
	if len(options.Include) == 0 {
		return w, nil
	}
	if w.include, err = ignore.Parse(strings.Join(options.Include, "\n")); err != nil {
		return nil, fmt.Errorf("read include patterns: %w", err)
	}
	return w, nil
}

// Walk calls visit for each entry of the tree. An error from visit ends the walk and is returned as it is; so is the
// context's error once it is done. Any other error means that the root itself could not be read; what goes wrong
// further down travels on an [Entry]. Nothing stays open after Walk has returned.
func (w *Walker) Walk(ctx context.Context, visit func(Entry) error) error {
	root, err := os.OpenRoot(w.root)
	if err != nil {
		return fmt.Errorf("open root: %w", err)
	}
	defer func() { _ = root.Close() }() // nothing was written that a failing close could lose
	path, err := filepath.EvalSymlinks(w.root)
	if err != nil {
		return fmt.Errorf("find root: %w", err)
	}
	d := &descent{Walker: w, ctx: ctx, visit: visit, tree: git.Tree{Root: root, Path: path}}
	return d.enter(root, 0, 0, standing{wanted: w.include == nil})
}
