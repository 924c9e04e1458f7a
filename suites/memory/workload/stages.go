package workload

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/memory/judge"
)

// Stages is a task: one full index, an update for which every file was touched, and one for which a file was changed. They stand
// still at certain points, where what is alive is read. What the full index has in hand between its parts is counted all the time.
const Stages Task = "stages"

// toCome is how many files are still to be written at the stage near the end: some small ones, and the large ones of a crowd.
const toCome = 200

// behindEnd names the stage at which a run is over.
const behindEnd = "behind its end"

// InHand is the most of each that was in hand at once, and what is left of it.
type InHand struct {
	Texts  int64 `json:"texts"`        // in one call of the embedder
	Chunks int64 `json:"chunks"`       // made, and not yet written
	Found  int64 `json:"files_found"`  // and not yet split
	Split  int64 `json:"files_split"`  // or being split, and not yet written
	Source int64 `json:"source_bytes"` // of these
	Left   int64 `json:"left"`         // files beside the index once it is closed, that belong to none
}

// stager holds a run up at its stages. It decorates every seam, a leak in it included.
type stager struct {
	files  int64  // of the tree
	during string // what stages are of, before their names; empty for the full index

	first    sync.Once
	standing sync.Mutex // held while a stage is read; guards what follows
	stages   []judge.Stage
	failed   error // of a stage whose seam returns no error

	mutex sync.Mutex // guards what follows
	now   counts
	most  InHand
}

// counts are how far a run is.
type counts struct {
	found, begun, split, written int64 // files
	source                       int64 // bytes split or being split, and not yet written
	chunks                       int64 // made, and not yet written
}

// count notes a step, and returns how far the run is then.
func (s *stager) count(step func(now *counts)) counts {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	step(&s.now)
	if s.during != "" {
		return s.now
	}
	s.most.Found = max(s.most.Found, s.now.found-s.now.begun)
	s.most.Split = max(s.most.Split, s.now.begun-s.now.written)
	s.most.Source = max(s.most.Source, s.now.source)
	s.most.Chunks = max(s.most.Chunks, s.now.chunks)
	return s.now
}

// at reads what is alive once nothing moves any more.
func (s *stager) at(ctx context.Context, name string) error {
	s.standing.Lock()
	defer s.standing.Unlock()
	if err := s.still(ctx); err != nil {
		return err
	}
	parts, err := gmem.LiveParts()
	s.stages = append(s.stages, judge.Stage{Name: s.during + name, Over: name == behindEnd, Parts: parts})
	return err
}

// decorate puts the stages into every seam.
func (s *stager) decorate(parts *indexer.Parts) {
	parts.Walker = stagedWalker{parts.Walker, s}
	parts.Chunker = stagedChunker{parts.Chunker, s}
	parts.Embedder = stagedEmbedder{parts.Embedder, s}
	parts.Store = stagedStore{parts.Store, s}
}

type stagedWalker struct {
	indexer.Walker
	*stager
}

func (w stagedWalker) Walk(ctx context.Context, visit func(walk.Entry) error) error {
	return w.Walker.Walk(ctx, func(entry walk.Entry) error {
		if now := w.count(func(now *counts) { now.found++ }); now.found == w.files-largeFiles {
			if err := w.at(ctx, "when the last file of a folder is found"); err != nil {
				return err
			}
		}
		return visit(entry)
	})
}

type stagedChunker struct {
	indexer.Chunker
	*stager
}

func (c stagedChunker) Split(ctx context.Context, path string, source []byte) (iter.Seq[chunk.Chunk], error) {
	c.count(func(now *counts) { now.begun++; now.source += int64(len(source)) })
	defer c.count(func(now *counts) { now.split++ })
	chunks, err := c.Chunker.Split(ctx, path, source)
	if err != nil {
		return nil, err
	}
	return func(yield func(chunk.Chunk) bool) {
		c.first.Do(func() { c.failed = c.at(ctx, "before the first chunk is made") })
		for one := range chunks {
			c.count(func(now *counts) { now.chunks++ })
			if !yield(one) {
				return
			}
		}
	}, nil
}

type stagedEmbedder struct {
	embed.Embedder
	*stager
}

func (e stagedEmbedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	e.count(func(*counts) { e.most.Texts = max(e.most.Texts, int64(len(texts))) })
	return e.Embedder.Embed(ctx, texts)
}

type stagedStore struct {
	indexer.Store
	*stager
}

func (i stagedStore) Replace(ctx context.Context) (indexer.Writer, error) {
	writer, err := i.Store.Replace(ctx)
	if err != nil {
		return nil, err
	}
	return stagedWriter{writer, i.stager}, nil
}

type stagedWriter struct {
	indexer.Writer
	*stager
}

func (w stagedWriter) Append(ctx context.Context, file store.File, chunks []store.Chunk) error {
	if err := w.write(ctx, file); err != nil {
		return err
	}
	return w.wrote(chunks, w.Writer.Append(ctx, file, chunks))
}

func (w stagedWriter) AppendMore(ctx context.Context, chunks []store.Chunk) error {
	return w.wrote(chunks, w.Writer.AppendMore(ctx, chunks))
}

// wrote counts chunks that were written, with the error of that.
func (w stagedWriter) wrote(chunks []store.Chunk, err error) error {
	w.count(func(now *counts) { now.chunks -= int64(len(chunks)) })
	return err
}

// write counts a file whose turn it is to be written.
func (s *stager) write(ctx context.Context, file store.File) error {
	if now := s.count(func(now *counts) { now.written++; now.source -= file.Size }); now.written == s.files-toCome {
		return s.at(ctx, "near the end")
	}
	return nil
}

func (w stagedWriter) Commit(ctx context.Context) error {
	if err := errors.Join(w.failed, w.at(ctx, "before the commit")); err != nil {
		return err
	}
	return w.Writer.Commit(ctx)
}

// leftBeside counts what a closed index has left beside it.
func (s *stager) leftBeside(database string) error {
	var beside stores
	err := beside.leftBehind(filepath.Dir(database))
	s.most.Left = int64(beside.left)
	return err
}

// updates reads what is alive behind the full index, touches every file, and then changes one: an update follows on each.
func (s *stager) updates(ctx context.Context, ix *indexer.Indexer, tree string) error {
	if err := s.at(ctx, behindEnd); err != nil {
		return err
	}
	var changed string
	later := time.Now().Add(time.Hour)
	err := filepath.WalkDir(tree, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		changed = path
		return os.Chtimes(path, later, later)
	})
	if err != nil {
		return err
	}
	if err := s.update(ctx, ix, "update: ", 0); err != nil {
		return err
	}
	// The file is a link to what others are, too.
	if err := errors.Join(os.Remove(changed), edit(filepath.Dir(changed), filepath.Base(changed), 1)); err != nil {
		return err
	}
	return s.update(ctx, ix, "update of one file: ", 1)
}

// update updates the index, which has to find so many files changed.
func (s *stager) update(ctx context.Context, ix *indexer.Indexer, during string, changed int64) error {
	s.during, s.now = during, counts{}
	if err := ix.Update(ctx); err != nil {
		return err
	}
	if status := ix.Status(); status.Indexed != changed || status.Indexed+status.Unchanged != s.files {
		return fmt.Errorf("%sfound %d files changed and %d not, want %d of %d", during, status.Indexed, status.Unchanged, changed, s.files)
	}
	return s.at(ctx, behindEnd)
}

func (i stagedStore) Update(ctx context.Context) (indexer.Updater, error) {
	updater, err := i.Store.Update(ctx)
	if err != nil {
		return nil, err
	}
	return stagedUpdater{updater, i.stager}, nil
}

type stagedUpdater struct {
	indexer.Updater
	*stager
}

func (u stagedUpdater) Touch(ctx context.Context, file store.File) error {
	if err := u.write(ctx, file); err != nil {
		return err
	}
	return u.Updater.Touch(ctx, file)
}

func (u stagedUpdater) Commit(ctx context.Context) error {
	if err := u.at(ctx, "before the commit"); err != nil {
		return err
	}
	return u.Updater.Commit(ctx)
}
