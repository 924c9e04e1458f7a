package workload

import (
	"context"
	"errors"
	"fmt"

	"github.com/embecode/embecode/pkg/store"
)

// written writes indexes and updates of them, small and large, and is interrupted at other moments in each round.
func (s *stores) written(ctx context.Context) error {
	const dimension = small
	index, err := s.lastingAt(ctx, "written.duckdb", s.options(dimension))
	if err != nil {
		return err
	}
	first, step := s.moments(turns)
	if err := interruptedEach(ctx, first, step, func(ctx context.Context) error { return s.rewrite(ctx, index, 1, 4, dimension) }); err != nil {
		return err
	}
	version := 0
	first, step = s.moments(2 * turns) // updates are long
	err = interruptedEach(ctx, first, step, func(ctx context.Context) error {
		version++
		return s.update(ctx, index, 4, dimension, "0.py", "1.py", fmt.Sprintf("new-%d.py", version))
	})
	if err != nil {
		return err
	}
	// The index is written anew to its end, fails at that, and is interrupted.
	if err := errors.Join(s.anew(ctx, index, 8_500), s.large(ctx, index, 5_600, 2)); err != nil {
		return err
	}
	// A file is no larger than what it holds, and a block of DuckDB larger than that.
	err = s.searchedBeside(ctx, index, 200_000, func() error { return s.update(ctx, index, 4, dimension, "instead of all.py") })
	if err != nil {
		return err
	}
	first, step = s.moments(16 * turns) // each copies the index
	err = interruptedEach(ctx, first, step, func(ctx context.Context) error {
		return s.update(ctx, index, 4, dimension, "2.py", "0.py", "1.py") // most of it, so that it is written anew
	})
	if err != nil {
		return err
	}
	many := make([]string, 2_100) // more than are exchanged at once, and more chunks than a row group
	for i := range many {
		many[i] = fmt.Sprintf("%d.py", i)
	}
	return errors.Join(s.update(ctx, index, 2, dimension, many...), s.misused(ctx, index, dimension), s.rewrite(ctx, index, 1, 4, dimension))
}

// anewFiles is how many files an index holds that was written anew.
const anewFiles = 131

// anew writes a large index, which is written anew once most of its files turn out to have changed.
func (s *stores) anew(ctx context.Context, index *store.Store, many int) error {
	all := []string{"1.py", "0.py"}
	for i := 2; i < anewFiles; i++ {
		all = append(all, fmt.Sprintf("%d.py", i))
	}
	lost, two := s.file("never found.py", 2, small) // what was never found doesn't stay
	return errors.Join(s.large(ctx, index, many, anewFiles-1), s.updateBy(ctx, index, func(u *store.Update) error {
		return errors.Join(s.changes(ctx, u, 4, small, all...), u.Append(ctx, lost, two))
	}))
}

// large writes an index of a file of so many chunks and a few of two each. From some 5,500 chunks on it is written anew where most of its
// files change, and more than some 8,200 don't fit in a transaction.
func (s *stores) large(ctx context.Context, index *store.Store, many, few int) error {
	w, err := index.Replace(ctx)
	if err != nil {
		return err
	}
	file, two := s.file("0.py", 2, small)
	chunks := make([]store.Chunk, many)
	for i := range chunks {
		chunks[i] = two[0]
		chunks[i].Content, chunks[i].Names = "word\n", nil
	}
	err = w.Append(ctx, file, chunks)
	for i := range few {
		file, two := s.file(fmt.Sprintf("%d.py", i+1), 2, small)
		err = errors.Join(err, w.Append(ctx, file, two))
	}
	return errors.Join(err, w.Commit(ctx))
}

// misused writes what can't be written.
func (s *stores) misused(ctx context.Context, index *store.Store, dimension int) error {
	file, chunks := s.file("a.py", 2, dimension)
	odd := file
	odd.Path = "a\x00"
	text := []store.Chunk{chunks[0]}
	text[0].Content = "\xff"
	wrong := []func(*store.Writer) error{
		func(w *store.Writer) error { return w.AppendMore(ctx, chunks) }, func(w *store.Writer) error { return w.Append(ctx, odd, nil) },
		func(w *store.Writer) error { return w.Append(ctx, file, text) }, func(w *store.Writer) error { return w.Append(ctx, file, make([]store.Chunk, 1)) },
	}
	for _, do := range wrong {
		w, err := index.Replace(ctx)
		if err != nil {
			return err
		}
		_, second := index.Replace(ctx)
		_, update := index.Update(ctx)
		failed, again, closed := do(w), do(w), index.Close()
		committed := w.Commit(ctx)
		if failed == nil || again == nil || committed == nil || second == nil || update == nil || closed == nil {
			return errors.New("what can't be written is")
		}
		if do(w) == nil || w.Commit(ctx) == nil {
			return errors.New("what is done goes on")
		}
	}
	w, err := index.Replace(ctx)
	if err != nil {
		return err
	}
	chunks[0].Content, chunks[0].Names = "+", nil
	if err := errors.Join(w.Append(ctx, store.File{Path: "-"}, chunks[:1]), w.Discard()); err != nil { // there is no word in it
		return err
	}
	u, err := index.Update(ctx)
	if err != nil {
		return err
	}
	more, found := u.AppendMore(ctx, chunks), u.Found(ctx, file)
	if more == nil || found == nil || u.Commit(ctx) == nil || u.Discard() != nil || u.Found(ctx, file) == nil || u.Commit(ctx) == nil {
		return errors.New("an update goes on after its fault")
	}
	if u, err = index.Update(ctx); err != nil {
		return err
	}
	pass := func(_, _ store.File) error { return nil }
	err = errors.Join(u.Changed(ctx, pass), u.Changed(ctx, pass))
	late := u.Found(ctx, file)
	if err != nil || late == nil {
		return fmt.Errorf("a file is found once the changes are listed: %w", err)
	}
	return u.Discard()
}
