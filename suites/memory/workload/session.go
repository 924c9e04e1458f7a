package workload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/embecode/embecode/pkg/gmem/native/duckdb"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

const (
	// EditedFiles are added to the tree of a session, to be edited in turn.
	EditedFiles = 10
	// comingFile is added by every other update and removed by those between.
	comingFile = "coming_and_going.py"
	// neighbours is how many chunks a search asks for.
	neighbours = 10
	// sameDirection is the largest cosine distance of a vector to itself, by rounding.
	sameDirection = 1e-5
)

// session is one index that stays open over all rounds.
type session struct {
	*parts
	setup         Setup
	found, chunks int64 // by the first, full index
	size          int64 // of the database behind it, in bytes
	done          int   // updates or searches so far
}

// openSession builds the index that is to be updated or searched, of the tree and some files that it adds to it.
func openSession(ctx context.Context, setup Setup) (*session, error) {
	for i := range EditedFiles {
		if err := edit(setup.Tree, editedName(i), 0); err != nil {
			return nil, err
		}
	}
	opened, err := open(ctx, setup)
	if err != nil {
		return nil, err
	}
	s := &session{parts: opened, setup: setup}
	if err := opened.indexer.FullIndex(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	status := opened.indexer.Status()
	s.found, s.chunks = status.Found, status.Chunks
	if s.size, err = fileSize(setup.Database); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *session) close() error {
	return errors.Join(s.index.Close(), removeDatabase(s.setup.Database))
}

// rebuild is one round: a full index into the database that holds the former one. It counts the files that were indexed. The
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

func editedName(i int) string { return fmt.Sprintf("edited_%d.py", i%EditedFiles) }

// edit writes one version of a file. All versions have the same size and are split alike.
func edit(tree, name string, version int) error {
	var text strings.Builder
	for i := range 20 {
		fmt.Fprintf(&text, "def function_%02d(argument):\n    \"\"\"Version %09d of %s.\"\"\"\n    return argument * %d\n\n\n",
			i, version, name, 10+i)
	}
	return os.WriteFile(filepath.Join(tree, name), []byte(text.String()), 0o600)
}

// updates is one round of updates: each edits one file and adds or removes another. It counts the files that were indexed.
func (s *session) updates(ctx context.Context) (files int64, err error) {
	for range PerRound {
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

// searches is one round of searches: each looks a file up by its path, and then for the chunks nearest to its first one,
// which has to be found first. It goes on until DuckDB has been restarted, for so long as another round at most, and counts the searches.
func (s *session) searches(ctx context.Context) (done int64, err error) {
	over := make(chan struct{})
	defer close(over)
	for restarted := false; done < PerRound || done < 2*PerRound && !restarted; done++ {
		before := started()
		if s.setup.Threads {
			err = onItsOwn(over, func() error { return s.search(ctx) })
		} else {
			err = s.search(ctx)
		}
		if err != nil {
			return done, fmt.Errorf("search %d: %w", s.done, err)
		}
		restarted = before == 0 || started() > before
	}
	return done, nil
}

// started is how often DuckDB has been started in this process; 0 where that isn't counted.
func started() int64 {
	for _, handle := range duckdb.Handles() {
		if handle.Kind == "DuckDB database" {
			return handle.Opened
		}
	}
	return 0
}

// onItsOwn does a step on a thread that nothing else uses until the round is over.
func onItsOwn(over <-chan struct{}, step func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		done <- step()
		<-over
	}()
	return <-done
}

func (s *session) search(ctx context.Context) error {
	s.done++
	name := editedName(s.done)
	var chunks []store.Chunk
	file, err := s.index.FileAt(ctx, name, func(c store.Chunk) error {
		chunks = append(chunks, c)
		return nil
	})
	if err != nil {
		return err
	}
	if file.Path != name || len(chunks) == 0 {
		return fmt.Errorf("looked up %s and got %s with %d chunks", name, file.Path, len(chunks))
	}
	vectors, err := embedderOf(s.setup).Embed(ctx, []string{indexer.EmbeddedText(name, &chunks[0])})
	if err != nil {
		return err
	}
	matches, err := s.index.Nearest(ctx, vectors[0], neighbours)
	if err != nil {
		return err
	}
	if len(matches) != neighbours {
		return fmt.Errorf("asked for %d chunks and got %d", neighbours, len(matches))
	}
	if nearest := matches[0]; nearest.Path != name || nearest.Hash != chunks[0].Hash || nearest.Distance > sameDirection {
		return fmt.Errorf("the chunk nearest to the first of %s is at line %d of %s, at a distance of %g",
			name, nearest.FirstLine, nearest.Path, nearest.Distance)
	}
	return nil
}
