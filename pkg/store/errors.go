package store

import "errors"

var (
	// ErrInUse is returned by Open when the index is open already, in this process or in another.
	ErrInUse = errors.New("the index is in use; close it there or wait for it to end")
	// ErrSchema is returned by Open when the file holds an index of another schema version, or none of embecode's.
	ErrSchema = errors.New("not an index that this version can read; move the file away and index again")
	// ErrWriting is returned by Replace while an earlier Writer is neither committed nor discarded.
	ErrWriting = errors.New("the index is being written already")
	// ErrClosed is returned by every method of a Store after Close, and by every method of a Writer after Commit or
	// Discard.
	ErrClosed = errors.New("already closed")
)
