package run

import (
	"context"
	"fmt"
	"os"
)

// rebuild is one cycle: a full index into the database that holds the former one. It counts the files that were indexed. The
// database may not become larger than the first one by more than a tenth: a small one has few blocks.
func (s *session) rebuild(ctx context.Context) (int64, error) {
	if err := s.indexer.FullIndex(ctx); err != nil {
		return 0, err
	}
	indexed := s.indexer.Status().Indexed
	size, err := fileSize(s.setup.Database)
	if err == nil && size > s.size+s.size/10 {
		err = fmt.Errorf("the database has grown to %d bytes, and was %d after the first index of the same files", size, s.size)
	}
	return indexed, err
}

func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
