//go:build unix

package store

import (
	"errors"
	"fmt"
	"os"
)

// syncFolder returns when what was renamed and removed in the folder survives a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync the folder: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return fmt.Errorf("sync the folder: %w", err)
	}
	return nil
}
