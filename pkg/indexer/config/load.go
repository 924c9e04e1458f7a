package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Where the configuration is looked for: FileName in the root of the tree, then HomeFile below the home directory.
const (
	FileName = ".embecode.toml"
	HomeFile = ".config/embecode/config.toml"
)

// MaxFileSize is the largest configuration file that is read, in bytes.
const MaxFileSize = 1 << 20

// Load gives the configuration for the tree at root. An empty home means the user's own home directory; where the
// system knows of none, there is no file in it either.
//
// Both files are read: a tree's file stands before the user's own, but the two are never of one rank, as the package says.
//
// A configuration that exists but can't be used is an error, never passed over for the next one: one that is no regular
// file or larger than MaxFileSize, one that can't be read, a symbolic link that leads nowhere or, in the tree, out of
// the tree, and one whose content is wrong.
func Load(root, home string) (Config, error) {
	tree, err := os.OpenRoot(root)
	if err != nil {
		return Config{}, fmt.Errorf("load configuration of tree %s: %w", root, err)
	}
	defer func() { _ = tree.Close() }() // nothing was written that a failing close could lose
	data, exists, err := readFile(tree, FileName)
	if err != nil {
		return Config{}, fmt.Errorf("load configuration %s: %w", filepath.Join(root, FileName), err)
	}
	own, err := loadHome(home, tree)
	if err != nil || !exists {
		return own, err
	}
	return parseOver(own.beneathTree(), filepath.Join(root, FileName), data, tree, false)
}

// beneathTree is what holds where a tree's file says nothing: the defaults, but what is the user's alone to say, and with a
// provider all of its section, since a model is one of a server.
func (c Config) beneathTree() Config {
	defaults := Default()
	defaults.Cache = c.Cache
	defaults.Index.GitExcludes = c.Index.GitExcludes
	if c.Embeddings.Provider != ProviderNone {
		defaults.Embeddings = c.Embeddings
	}
	return defaults
}

// loadHome gives the configuration in the home directory, else the defaults.
func loadHome(home string, tree *os.Root) (Config, error) {
	if home == "" {
		own, err := os.UserHomeDir()
		if err != nil {
			return Default(), nil //nolint:nilerr // A system without home directories has no file in them.
		}
		home = own
	}
	path := filepath.Join(home, filepath.FromSlash(HomeFile))
	data, exists, err := readFile(anywhere{}, path)
	if err != nil {
		return Config{}, fmt.Errorf("load configuration %s: %w", path, err)
	}
	if !exists {
		return Default(), nil
	}
	return parse(path, data, tree)
}

// opener is what os.Root and the file system at large have in common. The tree is opened through os.Root, so that a
// symbolic link in somebody's tree can't make us read outside it; the user's own home directory may hold any link.
type opener interface {
	OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error)
	Lstat(name string) (fs.FileInfo, error)
}

// anywhere opens any path of the file system.
type anywhere struct{}

func (anywhere) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	return os.OpenFile(name, flag, perm)
}

func (anywhere) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(name) }

// readFile reads the regular file of that name, whole; exists is false where there is nothing of that name.
func readFile(from opener, name string) (data []byte, exists bool, err error) {
	// Without O_NONBLOCK, opening a FIFO would wait for somebody to write into it.
	file, err := from.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := from.Lstat(name); err == nil {
			return nil, false, errors.New("the symbolic link leads nowhere: mend or remove it")
		}
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()

	info, err := file.Stat()
	if err != nil {
		return nil, false, err
	}
	if !info.Mode().IsRegular() {
		return nil, false, fmt.Errorf("want a regular file, not one of mode %s: put a file in its place or remove it",
			info.Mode())
	}
	data, err = io.ReadAll(io.LimitReader(file, MaxFileSize+1))
	if err != nil {
		return nil, false, err
	}
	if len(data) > MaxFileSize {
		return nil, false, fmt.Errorf("larger than %d bytes, which no configuration is", MaxFileSize)
	}
	return data, true, nil
}
