package store

import "fmt"

// SkipReason says why a file that was found is not indexed. The index holds its number: one that is given up is not used
// again, and a new one is added at the end.
type SkipReason uint8

// The reasons. NotSkipped, the zero value, is that of an indexed file.
const (
	NotSkipped SkipReason = iota
	SkipSymlink
	SkipSpecial     // a FIFO, a socket or a device
	SkipUnreadable  // a file that can't be read, or a directory that can't be listed
	SkipPathTooLong // a directory too far below the root
	SkipIgnoreUnreadable
	SkipIgnoreTooLarge // a .gitignore, which can then not say what to ignore
	SkipName
	SkipKind
	SkipTooLarge
	SkipVanished // between the walk and the reading
	SkipBinary
	SkipDefaultExclude // a file or a directory
	SkipLinkedWorktree // a directory
	SkipGitData        // a directory in which git keeps a repository
	SkipGitUnreadable  // a .git, which can then not say what is tracked
	SkipEncoding
	SkipLockFile
	SkipMinified
	SkipGenerated
	SkipPointer // to a large file that is kept elsewhere
)

var skipReasons = [...]string{
	NotSkipped:           "not skipped",
	SkipSymlink:          "symbolic link",
	SkipSpecial:          "not a regular file",
	SkipUnreadable:       "unreadable",
	SkipPathTooLong:      "path too long",
	SkipIgnoreUnreadable: "ignore file unreadable",
	SkipIgnoreTooLarge:   "ignore file too large",
	SkipName:             "name is not valid UTF-8",
	SkipKind:             "unknown kind",
	SkipTooLarge:         "too large",
	SkipVanished:         "vanished",
	SkipBinary:           "binary",
	SkipDefaultExclude:   "excluded by default",
	SkipLinkedWorktree:   "linked worktree",
	SkipGitData:          "git's own data",
	SkipGitUnreadable:    "git folder unreadable",
	SkipEncoding:         "unknown encoding",
	SkipLockFile:         "lock file",
	SkipMinified:         "minified",
	SkipGenerated:        "generated",
	SkipPointer:          "pointer to a large file",
}

// String returns the reason in a few words for people.
func (r SkipReason) String() string {
	if int(r) < len(skipReasons) {
		return skipReasons[r]
	}
	return fmt.Sprintf("reason %d", uint8(r))
}
