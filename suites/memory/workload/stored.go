package workload

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/memory/judge"
)

// Stored is what the index of a session holds at its end, from sources that are independent of what the session counted.
type Stored struct {
	Found         int64           `json:"files_found"`    // in the tree, by the last walk
	Files         int64           `json:"files"`          // by the store's statistics
	Skipped       int64           `json:"files_skipped"`  // by the store's statistics
	Chunks        int64           `json:"chunks"`         // by the store's statistics
	DistinctPaths int64           `json:"distinct_paths"` // through a connection of its own, after the store was closed
	Orphans       []judge.Orphans `json:"orphans"`        // likewise

	Current int64 `json:"files_current"` // of EditedFiles, those whose chunks are text of the file as it is now
}

// end reads what is stored, closes and removes the index.
func (s *session) end(ctx context.Context, result *Stored) error {
	stored, err := s.stored(ctx)
	err = errors.Join(err, s.index.Close())
	if err == nil {
		stored.DistinctPaths, err = distinctPaths(ctx, s.setup.Database)
	}
	if err == nil {
		stored.Orphans, err = orphans(ctx, s.setup.Database)
	}
	*result = stored
	return errors.Join(err, removeDatabase(s.setup.Database))
}

func (s *session) stored(ctx context.Context) (Stored, error) {
	stats, err := s.index.Stats(ctx)
	stored := Stored{Found: s.indexer.Status().Found, Files: stats.Files, Skipped: stats.Skipped, Chunks: stats.Chunks}
	for i := range EditedFiles {
		current, lookErr := s.isCurrent(ctx, editedName(i))
		if err = errors.Join(err, lookErr); current {
			stored.Current++
		}
	}
	return stored, err
}

// isCurrent reports whether the index holds a file as it is on disk. Each version of an edited file differs from the others
// in every chunk.
func (s *session) isCurrent(ctx context.Context, name string) (bool, error) {
	text, err := os.ReadFile(filepath.Join(s.setup.Tree, name)) //nolint:gosec // a file that the session itself writes
	if err != nil {
		return false, err
	}
	var chunks []store.Chunk
	_, err = s.index.FileAt(ctx, name, func(c store.Chunk) error {
		chunks = append(chunks, c)
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, chunk := range chunks {
		if !strings.Contains(string(text), chunk.Content) {
			return false, nil
		}
	}
	return len(chunks) > 0, nil
}
