//go:build !unix

package store

import (
	"fmt"
	"os"
)

// lock opens path's lock file. Where there is no flock, DuckDB's own lock is all that keeps a second process out.
func lock(path string) (*os.File, error) {
	file, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	return file, nil
}
