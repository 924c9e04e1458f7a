package walk_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk"
)

// tree is a tree of files as a spec writes it down: what each path holds. A path that ends in a slash is an empty
// directory, and content that starts with linkTo makes a symbolic link.
type tree map[string]string

const linkTo = "\x00->"

// plant writes the tree under dir. Empty files are links to one, which are made faster.
func (t tree) plant(dir string) {
	GinkgoHelper()
	made, empty := "", ""
	for _, path := range slices.Sorted(maps.Keys(t)) {
		full := filepath.Join(dir, path)
		if parent := filepath.Dir(full); parent != made {
			Expect(os.MkdirAll(parent, 0o755)).To(Succeed())
			made = parent
		}
		target, isLink := strings.CutPrefix(t[path], linkTo)
		switch {
		case strings.HasSuffix(path, "/"):
			Expect(os.MkdirAll(full, 0o755)).To(Succeed())
		case isLink:
			Expect(os.Symlink(target, full)).To(Succeed())
		case t[path] == "" && empty != "":
			Expect(os.Link(empty, full)).To(Succeed())
		default:
			Expect(os.WriteFile(full, []byte(t[path]), 0o644)).To(Succeed())
			if t[path] == "" {
				empty = full
			}
		}
	}
}

// scratch is a new directory, on a file system in memory where there is one: making thousands of files on a busy disk
// takes up to thirty times as long.
func scratch() string {
	GinkgoHelper()
	dir, err := os.MkdirTemp("/dev/shm", "walk")
	if err != nil {
		return GinkgoT().TempDir()
	}
	DeferCleanup(os.RemoveAll, dir)
	return dir
}

// planted is a new directory that holds the tree.
func (t tree) planted() string {
	GinkgoHelper()
	dir := GinkgoT().TempDir()
	t.plant(dir)
	return dir
}

// entries are all that a walk of dir delivers, in its order.
func entries(ctx context.Context, dir string, options walk.Options) []walk.Entry {
	GinkgoHelper()
	walker, err := walk.New(dir, options)
	Expect(err).NotTo(HaveOccurred())
	var found []walk.Entry
	Expect(walker.Walk(ctx, func(entry walk.Entry) error {
		found = append(found, entry)
		return nil
	})).To(Succeed())
	return found
}

// paths are those of the entries, in their order.
func paths(found []walk.Entry) []string {
	list := make([]string, 0, len(found))
	for _, entry := range found {
		list = append(list, entry.Path)
	}
	return list
}

// skipped maps the paths of the entries that can't be indexed to what their errors are.
func skipped(found []walk.Entry) map[string]error {
	reasons := map[string]error{}
	for _, entry := range found {
		if entry.Err == nil {
			continue
		}
		for _, known := range []error{
			walk.ErrSymlink, walk.ErrSpecial, walk.ErrPathTooLong, walk.ErrIgnoreTooLarge, walk.ErrIgnoreUnreadable,
			os.ErrPermission, entry.Err,
		} {
			if errors.Is(entry.Err, known) {
				reasons[entry.Path] = known
				break
			}
		}
	}
	return reasons
}
