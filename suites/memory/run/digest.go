package run

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path/filepath"
)

// digestBytes are enough to tell trees apart, and short enough to read out.
const digestBytes = 8

// Digest is a short name for what a tree holds: a hash over the path and the size of each regular file, in the order of
// paths. Contents are not read, so it takes a real tree of any size no longer than walking it does. A folder .git is left
// out: it changes without its tree.
func Digest(root string) (string, error) {
	sum := sha256.New()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".git":
			return filepath.SkipDir
		case !entry.Type().IsRegular():
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(sum, "%s\x00%d\x00", filepath.ToSlash(relative), info.Size())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("digest the tree %s: %w", root, err)
	}
	return hex.EncodeToString(sum.Sum(nil)[:digestBytes]), nil
}
