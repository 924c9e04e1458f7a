package walk

import (
	"errors"
	"time"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// Why something that was found can't be indexed, besides what the system says when looking at a file or listing a directory
// fails. The last three are about a `.gitignore`, which can then not say what to ignore, and about git's index, which can
// then not say what is tracked.
var (
	ErrSymlink          = errors.New("symbolic link")
	ErrSpecial          = errors.New("not a regular file") // a FIFO, a socket or a device
	ErrPathTooLong      = errors.New("path too long")      // a directory more than 8 KiB of path away from the root
	ErrDefaultExclude   = errors.New("excluded by default")
	ErrLinkedWorktree   = errors.New("linked worktree") // a directory in which the same repository is checked out again
	ErrStorage          = errors.New("git's own data")  // a directory in which git keeps a repository
	ErrIgnoreUnreadable = errors.New("ignore file unreadable")
	ErrIgnoreTooLarge   = ignore.ErrTooLarge
	ErrGitUnreadable    = errors.New("git folder unreadable")
)

// Entry is one thing found: a file of any kind, or a directory that was not walked. No path comes twice in one
// walk of a tree at rest. A directory of which only a part could be listed is reported beside the files in that part.
type Entry struct {
	Path    string    // relative to the root, slash-separated, byte for byte as on disk
	Size    int64     // in bytes; 0 where looking at it failed
	ModTime time.Time // zero where looking at it failed
	Err     error     // nil for a regular file to be indexed; otherwise why it isn't, and it was not opened
}
