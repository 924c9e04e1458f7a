package indexer_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// restlessTree is a source tree that is edited at random.
type restlessTree struct {
	root   string
	random *rand.Rand
	clock  time.Time      // the latest modification time; each edit of a file gives it a later one
	done   map[string]int // how often each kind of edit succeeded
}

// A name that isn't UTF-8, and what it is when it is escaped.
const oddName, lookalike = "bad-\xff.py", `bad-\xff.py`

// What the tree is made of. Names are few, so that edits meet.
var (
	restlessNames = []string{"a.py", "b.py", "c.ts", "d.md", "e.png", "x", "y", "line\nfeed.py", oddName, lookalike, "z\xc3"}
	restlessTexts = []string{"", "x = 1\n", "x = 2\n", "def f():\n    return 1\n", "# Title\n\nText.\n", "\x00binary"}
	restlessRules = []string{"*.md\n", "a.py\n", "!a.py\n", "x/\n", "y\n", "/x\n", "!x/\n", "*-*\n", "b.py/\n", "**/c.ts\n", "z*\n"}
)

// edits are what happens to a tree.
var edits = []struct {
	name string
	do   func(t *restlessTree) error
}{
	{"new file", func(t *restlessTree) error { return t.write(t.newPath(), t.pick(restlessTexts)) }},
	{"other content", func(t *restlessTree) error { return t.write(t.file(), t.pick(restlessTexts)+t.pick(restlessTexts)) }},
	{"one other byte", func(t *restlessTree) error { return t.changeByte(t.file()) }},
	{"touched", func(t *restlessTree) error { return t.touch(t.file()) }},
	{"deleted", func(t *restlessTree) error { return os.Remove(t.file()) }},
	{"folder deleted", func(t *restlessTree) error { return os.RemoveAll(t.folder()) }},
	{"renamed", func(t *restlessTree) error { return os.Rename(t.file(), t.newPath()) }},
	{"folder moved", func(t *restlessTree) error { return os.Rename(t.folder(), t.newPath()) }},
	{"folder made", func(t *restlessTree) error {
		return t.write(filepath.Join(t.newPath(), t.pick(restlessNames)), "x = 3\n")
	}},
	{"ignore file edited", func(t *restlessTree) error {
		return t.write(filepath.Join(filepath.Dir(t.file()), ".gitignore"), t.pick(restlessRules)+t.pick(restlessRules))
	}},
	{"file turned into a folder", func(t *restlessTree) error {
		path := t.file()
		return errors.Join(os.Remove(path), t.write(filepath.Join(path, t.pick(restlessNames)), t.pick(restlessTexts)))
	}},
	{"folder turned into a file", func(t *restlessTree) error {
		path := t.folder()
		return errors.Join(os.RemoveAll(path), t.write(path, t.pick(restlessTexts)))
	}},
	{"file turned into a link", func(t *restlessTree) error {
		path := t.file()
		return errors.Join(os.Remove(path), os.Symlink("a.py", path))
	}},
	{"file turned into a pipe", func(t *restlessTree) error {
		path := t.file()
		return errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o600))
	}},
	{"file made unreadable", func(t *restlessTree) error {
		path := t.file() // touched too: an update doesn't see rights alone
		return errors.Join(t.touch(path), os.Chmod(path, 0))
	}},
	{"folder made unreadable", func(t *restlessTree) error {
		return os.Chmod(t.folder()+"/.", fs.FileMode(t.random.IntN(7))<<6) // the dot: no file, which isn't touched here
	}},
	{"all made readable", func(t *restlessTree) error { return t.makeReadable() }},
}

// edit edits the tree once and says how. What can't be done to the tree as it is, or not whole, leaves a tree like any other.
func (t *restlessTree) edit() string {
	GinkgoHelper()
	kind := edits[t.random.IntN(len(edits))]
	err := kind.do(t)
	if err == nil {
		t.done[kind.name]++
		return kind.name
	}
	Expect(err).To(Or(MatchError(fs.ErrPermission), MatchError(fs.ErrNotExist), MatchError(fs.ErrExist), MatchError(fs.ErrInvalid),
		MatchError(syscall.ENOTDIR), MatchError(syscall.EISDIR), MatchError(syscall.EINVAL), MatchError(syscall.ENOTEMPTY)), kind.name)
	return kind.name + " (not whole)"
}

// grow makes a tree to begin with.
func (t *restlessTree) grow() {
	GinkgoHelper()
	for range 8 {
		Expect(t.write(filepath.Join(t.root, t.pick(restlessNames), t.pick(restlessNames)), t.pick(restlessTexts))).To(Succeed())
	}
	for _, name := range []string{oddName, lookalike} {
		Expect(t.write(filepath.Join(t.root, "x", name), t.pick(restlessTexts))).To(Succeed())
	}
}

func (t *restlessTree) pick(from []string) string { return from[t.random.IntN(len(from))] }

// file is the path of something in the tree that is no folder, or of nothing where there is none.
func (t *restlessTree) file() string { return t.pick(append(t.paths(false), t.newPath())) }

// folder is the path of a folder below the root, or of nothing.
func (t *restlessTree) folder() string { return t.pick(append(t.paths(true), t.newPath())) }

// newPath is a path in one of the tree's folders, at which there may be something.
func (t *restlessTree) newPath() string {
	return filepath.Join(t.pick(append(t.paths(true), t.root)), t.pick(restlessNames))
}

// paths are those of the folders below the root, or of the rest.
func (t *restlessTree) paths(folders bool) (paths []string) {
	GinkgoHelper()
	Expect(filepath.WalkDir(t.root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fs.SkipDir // it can't be listed; it has been seen already
		}
		if path != t.root && entry.IsDir() == folders {
			paths = append(paths, path)
		}
		return nil
	})).To(Succeed())
	return paths
}

// write puts a new file in the place of what is there, in case that is a pipe or another's link.
func (t *restlessTree) write(path, content string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		return err
	}
	return t.touch(path)
}

// touch gives a file a modification time of its own. One that is written within the same tick of the kernel's clock as it was
// indexed, at the same size, is the one change that an update can't see.
func (t *restlessTree) touch(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fs.ErrInvalid
	}
	t.clock = t.clock.Add(time.Second)
	return os.Chtimes(path, t.clock, t.clock)
}

// changeByte changes a file without changing its size.
func (t *restlessTree) changeByte(path string) error {
	if err := t.touch(path); err != nil {
		return err
	}
	content, err := os.ReadFile(path)
	if err != nil || len(content) == 0 {
		return err
	}
	content[0] ^= 1
	return t.write(path, string(content))
}

func (t *restlessTree) makeReadable() error {
	return filepath.WalkDir(t.root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return os.Chmod(path, 0o700)
		case entry.Type().IsRegular():
			return os.Chmod(path, 0o600)
		}
		return nil
	})
}
