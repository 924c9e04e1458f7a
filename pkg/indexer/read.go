package indexer

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/embecode/embecode/pkg/indexer/walk"
)

// maxFileSize is the largest file that is indexed, in bytes. A larger one is skipped and counted.
const maxFileSize = 2 << 20

// reader reads one file after the other. What it keeps between them is an open folder; close closes that.
type reader struct {
	tree   *os.Root // the caller's
	folder folder   // that the last file lay in
}

// read reads one regular file below the root. What has become a link or a special file since it was found is not opened.
// Should it become one in the very moment of opening, a link is not followed out of the tree, and the other end of a pipe not
// waited for.
func (r *reader) read(path string) (content []byte, err error) {
	folder, name, err := r.folder.of(r.tree, path)
	if err != nil {
		return nil, err
	}
	info, err := folder.Lstat(name)
	if err != nil {
		return nil, err
	}
	if err := checkRegular(info); err != nil {
		return nil, err
	}
	file, err := folder.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err = file.Stat()
	if err != nil {
		return nil, err
	}
	if err := checkRegular(info); err != nil {
		return nil, err
	}
	content, err = readAtMost(file, info.Size())
	if err != nil {
		return nil, err
	}
	if len(content) > maxFileSize {
		return nil, errTooLarge
	}
	return content, nil
}

// checkRegular refuses what is no regular file.
func checkRegular(info fs.FileInfo) error {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return walk.ErrSymlink
	case !info.Mode().IsRegular():
		return walk.ErrSpecial
	}
	return nil
}

// readAtMost reads up to one byte more than maxFileSize, which tells a file that has grown since it was found.
func readAtMost(from io.Reader, expected int64) ([]byte, error) {
	limited := io.LimitReader(from, maxFileSize+1)
	buffer := make([]byte, 0, min(expected, maxFileSize)+1)
	for {
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
		n, err := limited.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			return buffer, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
