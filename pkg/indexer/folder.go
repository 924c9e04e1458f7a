package indexer

import (
	"os"
	"path"
)

// folder is an open folder of the tree. A walk's files come folder by folder; from the tree's root, every folder on the way
// to a file would be opened twice for each.
type folder struct {
	path string // below the tree's root, with a slash at its end
	root *os.Root
}

// of opens the folder that a file lies in, unless it is open, and gives the file's name in it. Where that can't be done, it
// is the tree's root and the path from there, which then tells why not. The tree's root stays the caller's; what is opened is
// closed by the next call for another folder, and by close.
func (f *folder) of(tree *os.Root, file string) (in *os.Root, name string, err error) {
	dir, name := path.Split(file)
	if dir == "" {
		return tree, name, nil
	}
	if f.root != nil && f.path == dir {
		return f.root, name, nil
	}
	if err := f.close(); err != nil {
		return nil, "", err
	}
	root, err := tree.OpenRoot(path.Clean(dir))
	if err != nil {
		return tree, file, nil //nolint:nilerr // the caller meets it again, as that of the file
	}
	f.path, f.root = dir, root
	return root, name, nil
}

func (f *folder) close() error {
	if f.root == nil {
		return nil
	}
	root := f.root
	f.root = nil
	return root.Close()
}
