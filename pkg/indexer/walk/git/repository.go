package git

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"github.com/go-git/gcfg/v2"
)

// Kind is what a folder is to git.
type Kind uint8

// The kinds of folders.
const (
	Plain          Kind = iota
	WorkTree            // the top of a repository's or a submodule's work tree
	LinkedWorktree      // the top of a further work tree of a repository, which git worktree made
	Storage             // where git keeps a repository: a bare one, or the git folder of a work tree elsewhere
)

// maxLink is the most that is read of a file that holds one path, in bytes.
const maxLink = 8 << 10

// Tree is the tree that is walked. Git folders outside of it are read only where they refer back to the folder that
// named them: whoever made the tree may have written the name.
type Tree struct {
	Root *os.Root
	Path string // absolute, without symbolic links
}

// Place is what a folder was found to be.
type Place struct {
	Kind   Kind
	gitDir string // absolute path of the git folder, where .git is a file that names it or a link to it
}

// Look tells what a folder is, whose absolute path without symbolic links is given.
func (t Tree) Look(folder *os.Root, path string) Place {
	info, err := folder.Lstat(".git")
	switch {
	case err != nil:
	case info.IsDir() && isStorage(folder, ".git/"):
		return Place{Kind: WorkTree}
	case info.Mode()&os.ModeSymlink != 0:
		if gitDir, err := filepath.EvalSymlinks(filepath.Join(path, ".git")); err == nil {
			return Place{Kind: WorkTree, gitDir: gitDir}
		}
	case info.Mode().IsRegular():
		if named, ok := strings.CutPrefix(read(folder, ".git", maxLink), "gitdir: "); ok {
			place := Place{Kind: WorkTree, gitDir: absolute(path, named)}
			if t.isLinked(place.gitDir) {
				place.Kind = LinkedWorktree
			}
			return place
		}
	}
	if isStorage(folder, "") {
		return Place{Kind: Storage}
	}
	return Place{}
}

var headExpression = regexp.MustCompile(`^(ref:\s*\S|[0-9a-f]{40})`)

// isStorage tells a git folder as git does.
func isStorage(folder *os.Root, prefix string) bool {
	if _, err := folder.Lstat(prefix + "HEAD"); err != nil {
		return false
	}
	for _, name := range []string{"objects", "refs"} {
		if info, err := folder.Lstat(prefix + name); err != nil || !info.IsDir() && info.Mode()&os.ModeSymlink == 0 {
			return false
		}
	}
	return headExpression.MatchString(read(folder, prefix+"HEAD", maxLink))
}

// isLinked tells the git folder of a linked work tree from a submodule's: one holds the way to the folder in common. Where
// it can't be looked at, its name has to do: a submodule's lies in modules, whatever it is named.
func (t Tree) isLinked(gitDir string) bool {
	if below, ok := t.below(gitDir); ok {
		_, err := t.Root.Lstat(filepath.Join(below, "commondir"))
		return err == nil
	}
	parent := filepath.Dir(gitDir)
	return filepath.Base(parent) == "worktrees" && filepath.Base(filepath.Dir(parent)) != "modules"
}

// below is the path from the tree's root, of a path in the tree.
func (t Tree) below(path string) (string, bool) {
	if t.Root == nil {
		return "", false
	}
	below, err := filepath.Rel(t.Path, path)
	return below, err == nil && filepath.IsLocal(below)
}

// Repository is what a repository says about the files of its work tree.
type Repository struct {
	// Excludes is the content of info/exclude, or as much of it as tells that it is too large.
	Excludes string
	// Index knows the files that are tracked; nil where none are.
	Index *Index
}

// Open opens the repository that a folder was found to be the work tree of. It has nothing to say where its git folder
// doesn't exist, or lies outside the tree and doesn't refer back to the folder. At most limit+1 bytes of excludes are read. The caller closes
// it.
func (t Tree) Open(folder *os.Root, path string, place Place, limit int) (*Repository, error) {
	below, inside := t.below(place.gitDir)
	var gitDir *os.Root
	var err error
	switch {
	case place.gitDir == "":
		gitDir, err = folder.OpenRoot(".git")
	case inside:
		gitDir, err = t.Root.OpenRoot(below)
	default:
		gitDir, err = os.OpenRoot(place.gitDir)
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return &Repository{}, nil
	}
	if err != nil {
		return &Repository{}, err
	}
	defer func() { _ = gitDir.Close() }()
	outside := place.gitDir != "" && !inside
	if outside && !refersBack(gitDir, place.gitDir, path) {
		return &Repository{}, nil
	}
	repository := &Repository{Excludes: read(gitDir, "info/exclude", int64(limit)+1)}
	if common := read(gitDir, "commondir", maxLink); common != "" && outside {
		repository.Excludes = commonExcludes(place.gitDir, absolute(place.gitDir, common), int64(limit)+1)
	}
	repository.Index, err = openIndex(gitDir)
	return repository, err
}

// Close closes what the repository holds.
func (r *Repository) Close() error {
	if r.Index == nil {
		return nil
	}
	return r.Index.close()
}

// commonExcludes reads the excludes that a linked work tree has in common with its repository, whose folder worktrees its
// own git folder lies in.
func commonExcludes(gitDir, common string, limit int64) string {
	if common != filepath.Dir(filepath.Dir(gitDir)) {
		return ""
	}
	shared, err := os.OpenRoot(common)
	if err != nil {
		return ""
	}
	defer func() { _ = shared.Close() }()
	return read(shared, "info/exclude", limit)
}

// refersBack reports whether a git folder names the folder as its work tree: git worktree notes it in gitdir, and git
// submodule in the configuration.
func refersBack(gitDir *os.Root, gitPath, folder string) bool {
	if named := read(gitDir, "gitdir", maxLink); named != "" {
		return isSame(absolute(gitPath, named), filepath.Join(folder, ".git"))
	}
	back := false
	_ = gcfg.ReadWithCallback(strings.NewReader(read(gitDir, "config", maxConfig)),
		func(section, subsection, key, value string, _ bool) error {
			if strings.EqualFold(section+"."+key, "core.worktree") && subsection == "" {
				back = isSame(absolute(gitPath, value), folder)
			}
			return nil
		})
	return back
}

// isSame compares a path as git wrote it with one that is free of symbolic links.
func isSame(written, path string) bool {
	if written == path {
		return true
	}
	resolved, err := filepath.EvalSymlinks(written)
	return err == nil && resolved == path
}

// absolute is the path that a file of git's names in its first line, seen from a folder.
func absolute(folder, named string) string {
	named, _, _ = strings.Cut(named, "\n")
	named = filepath.FromSlash(strings.TrimSuffix(named, "\r"))
	if filepath.IsAbs(named) {
		return filepath.Clean(named)
	}
	return filepath.Join(folder, named)
}

// read is the beginning of a regular file in a folder, and nothing where it can't be read.
func read(folder *os.Root, name string, limit int64) string {
	file, err := folder.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }()
	content, err := readRegular(file, limit)
	if err != nil {
		return ""
	}
	return content
}
