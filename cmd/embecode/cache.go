package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/embed/vectors"
)

// The cache folder holds a folder for each tree, named after it and its path, with the index and a file that says which
// tree it is of. That file's time is when the index was used last.
const (
	indexName = "index.duckdb"
	treeName  = "tree"
)

// cache is the folder of the user's indexes.
type cache struct{ folder string }

// entry is what the cache holds of one tree.
type entry struct {
	folder string
	tree   string // absolute, without symbolic links
	used   time.Time
	bytes  int64
}

func openCache() (cache, error) {
	user, err := os.UserCacheDir()
	if err != nil {
		return cache{}, elsewhere(fmt.Errorf("find the cache folder: %w", err))
	}
	return cache{filepath.Join(user, "embecode")}, nil
}

// elsewhere is an error of the cache folder with what to do about it.
func elsewhere(err error) error {
	return fmt.Errorf("%w; set XDG_CACHE_HOME to a folder that you may write to, or name a file with --index", err)
}

// openVectors opens what was embedded before, of all trees and models. The caller closes it.
func (c cache) openVectors(ctx context.Context) (*vectors.Cache, error) {
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return nil, elsewhere(fmt.Errorf("make the cache folder: %w", err))
	}
	return vectors.Open(ctx, c.vectors())
}

func (c cache) vectors() string { return filepath.Join(c.folder, "vectors.sqlite") }

// trimVectors keeps the remembered vectors within a size in bytes, those used last first, and returns what they take then.
func (c cache) trimVectors(ctx context.Context, limit int64) (bytes int64, err error) {
	if _, err := os.Stat(c.vectors()); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	known, err := c.openVectors(ctx)
	if err != nil {
		return 0, err
	}
	if err := errors.Join(known.Trim(ctx, limit), known.Close()); err != nil {
		return 0, err
	}
	return folderSize(c.vectors())
}

func (c cache) trees() string { return filepath.Join(c.folder, "trees") }

// indexOf is the path of the index of a tree, whether there is one or not.
func (c cache) indexOf(tree string) string { return filepath.Join(c.folderOf(tree), indexName) }

func (c cache) folderOf(tree string) string {
	sum := sha256.Sum256([]byte(tree))
	return filepath.Join(c.trees(), shortName(tree)+"-"+hex.EncodeToString(sum[:8]))
}

// shortName makes a tree's own name fit for a folder that people look at.
func shortName(tree string) string {
	name := strings.Map(func(r rune) rune {
		if r < 128 && (r == '-' || r == '_' || r == '.' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') {
			return r
		}
		return '_'
	}, filepath.Base(tree))
	return name[:min(len(name), 40)]
}

// prepare makes the folder for the index of a tree, and notes that it is used.
func (c cache) prepare(tree string) error {
	folder := c.folderOf(tree)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return elsewhere(fmt.Errorf("make a folder for the index: %w", err))
	}
	if err := os.WriteFile(filepath.Join(folder, treeName), []byte(tree), 0o600); err != nil {
		return elsewhere(fmt.Errorf("note which tree the index is of: %w", err))
	}
	return nil
}

// touch notes that the index of a tree was used. It is no matter if it can't be.
func (c cache) touch(tree string) {
	now := time.Now()
	_ = os.Chtimes(filepath.Join(c.folderOf(tree), treeName), now, now)
}

// nearest is the tree that a folder belongs to: itself, or the nearest one above it that has an index.
func (c cache) nearest(folder string) (tree string, found bool) {
	for at := folder; ; at = filepath.Dir(at) {
		if _, err := os.Stat(c.indexOf(at)); err == nil {
			return at, true
		}
		if filepath.Dir(at) == at {
			return folder, false
		}
	}
}

// entries lists what the cache holds. What is no folder of a tree is left out.
func (c cache) entries() ([]entry, error) {
	folders, err := os.ReadDir(c.trees())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the cache: %w", err)
	}
	var found []entry
	for _, folder := range folders {
		e := entry{folder: filepath.Join(c.trees(), folder.Name())}
		note := filepath.Join(e.folder, treeName)
		tree, err := os.ReadFile(note)
		info, statErr := os.Stat(note)
		if err != nil || statErr != nil {
			continue
		}
		e.tree, e.used = string(tree), info.ModTime()
		if e.bytes, err = folderSize(e.folder); err != nil {
			return nil, fmt.Errorf("list the cache: %w", err)
		}
		found = append(found, e)
	}
	return found, nil
}

func folderSize(folder string) (bytes int64, err error) {
	err = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // gone since it was listed
		}
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil {
			bytes += info.Size()
		}
		return nil
	})
	return bytes, err
}
