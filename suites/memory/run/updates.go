package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	// EditedFiles are added to the tree of a session, to be edited in turn.
	EditedFiles = 10
	// comingFile is added by every other update and removed by those between.
	comingFile = "coming_and_going.py"
)

func editedName(i int) string { return fmt.Sprintf("edited_%d.py", i%EditedFiles) }

// edit writes one version of a file. All versions have the same size and are cut alike.
func edit(tree, name string, version int) error {
	var text strings.Builder
	for i := range 20 {
		fmt.Fprintf(&text, "def function_%02d(argument):\n    \"\"\"Version %09d of %s.\"\"\"\n    return argument * %d\n\n\n",
			i, version, name, 10+i)
	}
	return os.WriteFile(filepath.Join(tree, name), []byte(text.String()), 0o600)
}

// updates is one cycle of updates: each edits one file and adds or removes another. It counts the files that were indexed.
func (s *session) updates(ctx context.Context) (files int64, err error) {
	for range PerCycle {
		indexed, err := s.update(ctx)
		files += indexed
		if err != nil {
			return files, fmt.Errorf("update %d: %w", s.done, err)
		}
	}
	return files, nil
}

func (s *session) update(ctx context.Context) (int64, error) {
	s.done++
	want, found := int64(1), s.found
	if s.done%2 == 1 {
		want, found = 2, found+1
		if err := edit(s.setup.Tree, comingFile, s.done); err != nil {
			return 0, err
		}
	} else if err := os.Remove(filepath.Join(s.setup.Tree, comingFile)); err != nil {
		return 0, err
	}
	if err := edit(s.setup.Tree, editedName(s.done), s.done); err != nil {
		return 0, err
	}
	if err := s.indexer.Update(ctx); err != nil {
		return 0, err
	}
	status := s.indexer.Status()
	if status.Indexed != want || status.Found != found {
		return status.Indexed, fmt.Errorf("found %d files and indexed %d, want %d and %d", status.Found, status.Indexed, found, want)
	}
	return status.Indexed, nil
}
