package indexer

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"

	"github.com/embecode/embecode/pkg/store"
)

// chunkOne reads and chunks one file. A file that can't be indexed comes back with its reason; an error ends the run.
func (r *run) chunkOne(ctx context.Context, next task, from *reader) (chunkedFile, error) {
	done := chunkedFile{file: next.found}
	if done.file.Skipped != store.NotSkipped {
		done.unchanged = isIn(next.old, done.file)
		return done, nil
	}
	err := r.chunkContent(ctx, next, &done, from)
	if ctx.Err() != nil {
		return chunkedFile{}, ctx.Err()
	}
	if err == nil {
		return done, nil
	}
	done = chunkedFile{file: next.found}
	if done.file.Skipped = skipReason(err); done.file.Skipped == store.NotSkipped {
		return chunkedFile{}, printable(next.found.Path, err)
	}
	done.unchanged = isIn(next.old, done.file)
	return done, nil
}

func (r *run) chunkContent(ctx context.Context, next task, done *chunkedFile, from *reader) error {
	path := next.found.Path
	r.progress.chunking(path)
	content, err := from.read(path)
	if err := readError(err); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	sum := sha1.Sum(content)
	done.file.Hash = hex.EncodeToString(sum[:])
	if done.unchanged = isIn(next.old, done.file); done.unchanged {
		return nil
	}
	done.chunks, err = r.parts.Chunker.Split(ctx, path, content)
	if err != nil {
		return fmt.Errorf("split %s: %w", path, err)
	}
	return nil
}
