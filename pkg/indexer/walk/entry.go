package walk

import "time"

// Reason says why something that was found can't be indexed.
type Reason string

// The reasons. The last two are about a `.gitignore`, which can then not say what to ignore.
const (
	Symlink          Reason = "symbolic link"
	Special          Reason = "not a regular file" // a FIFO, a socket or a device
	Unreadable       Reason = "unreadable"         // looking at the file or listing the directory failed
	PathTooLong      Reason = "path too long"      // a directory more than 32 KiB of path away from the root
	IgnoreUnreadable Reason = "ignore file unreadable"
	IgnoreTooLarge   Reason = "ignore file too large"
)

// Entry is one thing found: a file of any kind, or a directory that could not be walked. No path comes twice in one
// walk of a tree at rest. A directory of which only a part could be listed is reported beside the files in that part.
type Entry struct {
	Path    string    // relative to the root, slash-separated, byte for byte as on disk
	Size    int64     // in bytes; 0 where looking at it failed
	ModTime time.Time // zero where looking at it failed
	Skip    Reason    // empty: a regular file to be indexed; else why it can't be, and it was not opened
	Err     error     // what went wrong, if Skip comes from an error
}
