package store

import "errors"

var (
	// ErrInUse is returned by Open when the index is open already, in this process or in another.
	ErrInUse = errors.New("the index is in use; close it there or wait for it to end")
	// ErrNoLocks is returned by Open when the file system can't lock files, as that of some network folders.
	ErrNoLocks = errors.New("files can't be locked there; keep the index on a local disk")
	// ErrSchema is returned by Open when the file holds an index of another schema version, or none of embecode's.
	ErrSchema = errors.New("not an index that this version can read; name another file, or move this one away and index again")
	// ErrWriting is returned by Replace and Update while an earlier Writer or Update is neither committed nor discarded.
	ErrWriting = errors.New("the index is being written already")
	// ErrClosed is returned by every method of a Store after Close, and by every method of a Writer or Update
	// after Commit or Discard.
	ErrClosed = errors.New("already closed")
	// ErrFullNeeded is returned by Update, wrapped with the reason, when there is no current index, or one of another
	// model, dimension or fingerprint.
	ErrFullNeeded = errors.New("a full index is needed")
	// ErrNoWords is returned by Search for a query without a vector and without any letter or digit in its text.
	ErrNoWords = errors.New("there is no word to look for; give letters or digits")
	// ErrNoIndex is returned by searches and look-ups while there is no current index.
	ErrNoIndex = errors.New("there is no index yet; index the tree first")
	// ErrNoVectors is returned by Nearest for an index that was made without an embedding model.
	ErrNoVectors = errors.New("the index holds no vectors; configure an embedding model and index again, or search by keyword")
	// ErrNotFound is returned by FileAt for a path that the index doesn't hold.
	ErrNotFound = errors.New("not in the index")
	// ErrDamaged is returned when the file or its write-ahead log can't be read: it is cut off, rotten, or something else. Recover
	// sets aside what is damaged.
	ErrDamaged = errors.New("the index is damaged; embecode recover keeps what can be read of it, or move the file away and index again")
	// ErrNoSpace is returned when the index can't be written for want of disk space, quota or allowed file size.
	ErrNoSpace = errors.New("there is no space left for the index; free some and try again")
	// ErrMemory is returned by Open for a memory limit below MinMemoryLimit, and by whatever needs more than the limit all the same.
	ErrMemory = errors.New("the memory limit is too small; raise it")
	// ErrForbidden is returned when the index, or the folder that it is in, may not be written or read.
	ErrForbidden = errors.New("the index and its folder must be writable; allow that or keep the index elsewhere")
)
