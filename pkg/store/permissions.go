package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// An index holds the text of the whole tree: nobody but its owner may read it, or what DuckDB spills of it. DuckDB would
// create all of its files with whatever the umask allows.
const (
	privateFile   = 0o600
	privateFolder = 0o700
)

// spilled is how the names of DuckDB's temporary files begin.
const spilled = "duckdb_temp_"

// keepPrivate takes a database away from others than its owner, and lays out an empty write-ahead log that is private
// from the start. DuckDB creates the log anew after each checkpoint; one that is there already it takes as it is.
func keepPrivate(path string) error {
	if err := os.Chmod(path, privateFile); err != nil {
		return fmt.Errorf("keep the file private: %w", err)
	}
	log, err := os.OpenFile(logOf(path), os.O_CREATE|os.O_EXCL|os.O_WRONLY, privateFile)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep the log private: %w", err)
	}
	return log.Close()
}

// makeSpillFolder makes the folder for DuckDB's temporary files. One that a killed process has left is taken over, and
// what it spilled is removed, unless the folder is in use: by the lists of an update that restarts DuckDB.
func makeSpillFolder(path string, inUse bool) error {
	err := os.Mkdir(path, privateFolder)
	if errors.Is(err, fs.ErrExist) {
		if !isFolder(path) {
			return fmt.Errorf("%s is in the place of the folder for temporary files; move it away", path)
		}
		err = os.Chmod(path, privateFolder)
		if !inUse {
			err = errors.Join(err, removeSpilled(path))
		}
	}
	if err != nil {
		return fmt.Errorf("make a private folder for temporary files: %w", err)
	}
	return nil
}

// isFolder tells a folder from anything else, such as a link to one.
func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

func removeSpilled(folder string) error {
	left, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var problems []error
	for _, entry := range left {
		if strings.HasPrefix(entry.Name(), spilled) || strings.HasPrefix(entry.Name(), spooled) {
			problems = append(problems, os.Remove(filepath.Join(folder, entry.Name())))
		}
	}
	return errors.Join(problems...)
}
