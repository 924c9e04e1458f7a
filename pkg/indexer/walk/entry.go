package walk

import (
	"errors"
	"time"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// Why something that was found can't be indexed, besides what the system says when looking at a file or listing a directory
// fails. The last two are about a `.gitignore`, which can then not say what to ignore.
var (
	ErrSymlink          = errors.New("symbolic link")
	ErrSpecial          = errors.New("not a regular file") // a FIFO, a socket or a device
	ErrPathTooLong      = errors.New("path too long")      // a directory more than 32 KiB of path away from the root
	ErrIgnoreUnreadable = errors.New("ignore file unreadable")
	ErrIgnoreTooLarge   = ignore.ErrTooLarge
)

// Entry is one thing found: a file of any kind, or a directory that could not be walked. No path comes twice in one
// walk of a tree at rest. A directory of which only a part could be listed is reported beside the files in that part.
type Entry struct {
	Path    string    // relative to the root, slash-separated, byte for byte as on disk
	Size    int64     // in bytes; 0 where looking at it failed
	ModTime time.Time // zero where looking at it failed
	Err     error     // nil for a regular file to be indexed; otherwise why it can't be, and it was not opened
}
