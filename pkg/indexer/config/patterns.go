package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// badPatterns is what is wrong with the patterns of one list.
func badPatterns(key string, patterns []string) []problem {
	var found []problem
	for i, pattern := range patterns {
		if err := ignore.Check(pattern); err != nil {
			found = append(found, problem{key, fmt.Sprintf("pattern %d, %q, %s", i+1, pattern, err)})
		}
	}
	return found
}

// takesAllBack reports whether a list of what is wanted holds patterns of what isn't, and nothing else.
func takesAllBack(patterns []string) bool {
	return len(patterns) > 0 && !slices.ContainsFunc(patterns, func(pattern string) bool {
		return !strings.HasPrefix(pattern, "!")
	})
}

// systemFolders are where absolute paths begin that people write.
var systemFolders = []string{
	"home", "Users", "usr", "etc", "var", "tmp", "opt", "root", "mnt", "media", "srv", "private", "Volumes", "workspace",
}

// absolute is what is wrong with the patterns of one list that begin at the root of the file system instead of the root
// of the tree, which is open.
func absolute(key string, patterns []string, tree *os.Root) []problem {
	var found []problem
	for i, pattern := range patterns {
		path := strings.TrimPrefix(pattern, "!")
		if !strings.HasPrefix(path, "/") {
			continue
		}
		if below, ok := belowRoot(path, tree.Name()); ok {
			found = append(found, problem{key, fmt.Sprintf(
				"pattern %d, %q, is an absolute path, where patterns begin at the root of the tree: write %q", i+1, pattern, below)})
			continue
		}
		first, rest, _ := strings.Cut(path[1:], "/")
		if _, err := tree.Lstat(first); err != nil && rest != "" && slices.Contains(systemFolders, first) {
			found = append(found, problem{key, fmt.Sprintf(
				"pattern %d, %q, is read from the root of the tree, which holds no %s", i+1, pattern, first)})
		}
	}
	return found
}

// belowRoot is an absolute path as a pattern of the tree at root, if it leads there.
func belowRoot(path, root string) (pattern string, ok bool) {
	absolute, err := filepath.Abs(root)
	if err != nil {
		return "", false
	}
	roots := []string{absolute}
	if resolved, err := filepath.EvalSymlinks(absolute); err == nil {
		roots = append(roots, resolved)
	}
	for _, root := range roots {
		root = filepath.ToSlash(root)
		if strings.TrimSuffix(path, "/") == root {
			return "*", true
		}
		if below, ok := strings.CutPrefix(path, root+"/"); ok && root != "/" {
			return "/" + below, true
		}
	}
	return "", false
}
