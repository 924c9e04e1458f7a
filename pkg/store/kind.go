package store

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// A DuckDB file has magic at this place.
const (
	magic   = "DUCK"
	magicAt = 8
)

// checkKind refuses what is no index, before anything is laid beside it: what is no regular file, and a file that begins as no database
// does, unless it was an index once, which has its lock beside it, and is damaged.
func checkKind(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return nil //nolint:nilerr // there is none yet, or opening it says what is wrong
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("it is no regular file: %w", ErrSchema)
	}
	if _, err := os.Lstat(path + lockSuffix); err == nil {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil //nolint:nilerr // opening it says what is wrong
	}
	beginning := make([]byte, len(magic)+magicAt)
	_, err = io.ReadFull(file, beginning)
	if err := errors.Join(err, file.Close()); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if string(beginning[magicAt:]) != magic {
		return fmt.Errorf("it begins as no database does: %w", ErrSchema)
	}
	return nil
}
