package workload

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/embecode/embecode/pkg/indexer/config"
)

// nestedRepositories are how many lie in one another: many times as many as have their indexes open.
const nestedRepositories = 400

// openRepositories are how many have.
const openRepositories = 8

// rules are an ignore file and a configuration of far too many bytes, the latter of a tree that is refused for it.
func (h *hostile) rules() error {
	return errors.Join(h.zeros("rules/.gitignore"), h.zeros(filepath.Join(configured, config.FileName)))
}

// zeros makes a file of nothing, which takes no room, in a folder of its own, or adds as much to one that is there.
func (h *hostile) zeros(name string) (err error) {
	path := filepath.Join(h.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	end, err := file.Seek(0, io.SeekEnd)
	return errors.Join(err, file.Truncate(end+unbounded))
}

// repositories have indexes that take more than they should once they are asked whether a file is tracked, each kind in the
// folder of its own: of very long paths, and in one another; split from another one, without most of its entries; and
// with an extension of far too many bytes.
func (h *hostile) repositories() error {
	many := make([]string, 3_000)
	for i := range many {
		many[i] = fmt.Sprintf("%s%04d", strings.Repeat("p", 4_000), i)
	}
	split := gitIndex(2, 20, "a") + splitFrom(1|800_000/64<<1)
	wide := gitIndex(2, 20, "a") + "link" + string(binary.BigEndian.AppendUint32(nil, unbounded))
	err := errors.Join(
		h.nestedIn("repositories", gitIndex(4, 20, many...), nestedRepositories),
		h.nestedIn("split", split, openRepositories),
		plant(filepath.Join(h.root, "split/.git"), map[string]string{"sharedindex." + strings.Repeat("01", 20): gitIndex(2, 20, "a")}),
		h.nestedIn("wide", wide, 1),
		h.zeros("wide/.git/index"))
	h.indexable += nestedRepositories - openRepositories // deeper ones are taken to ignore nothing
	return err
}

// nestedIn makes so many work trees in one another, all of one repository, which ignores the one file that each has.
func (h *hostile) nestedIn(folder, index string, count int) error {
	top := filepath.Join(h.root, folder)
	files := map[string]string{".git/info/exclude": "ignored.py\n", "ignored.py": "x = 1\n", "link": "gitdir: " + filepath.Join(top, ".git") + "\n"}
	maps.Copy(files, gitFolder(".git", index))
	err := plant(top, files)
	at := top
	for range count - 1 {
		at = filepath.Join(at, "r")
		err = errors.Join(err, os.Mkdir(at, 0o700),
			os.Link(filepath.Join(top, "link"), filepath.Join(at, ".git")),
			os.Link(filepath.Join(top, "ignored.py"), filepath.Join(at, "ignored.py")))
	}
	return errors.Join(err, os.Remove(filepath.Join(top, "link")))
}
