package workload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/store"
)

// stores are small indexes of one round, which are asked, written, interrupted, damaged and recovered. They lie below a folder
// of their own.
type stores struct {
	folder string
	round  int
}

// small is how many numbers the vectors of most indexes have.
const small = 8

// turns is in how many rounds everything has had its turn that is too long for one: each does as much, and other things.
const turns = 5

// turn reports whether a number has its turn in this round.
func (s *stores) turn(number int) bool { return number%turns == s.round%turns }

// moments are those at which longer work is interrupted in this round.
func (s *stores) moments() (first, step int) { return 1 + s.round%turns, turns }

// stores are asked, written and so on in each round.
func (l *life) stores(ctx context.Context) (err error) {
	s := &stores{folder: filepath.Join(l.aside, fmt.Sprintf("stores-%d", l.round)), round: l.round}
	if err := os.Mkdir(s.folder, 0o700); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(s.folder)) }()
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"ask", s.asked},
		{"write", s.written},
		{"use what is closed", s.closed},
		{"open what can't be opened", s.refused},
		{"recover", s.recovered},
		{"write what is obstructed", s.obstructed},
	} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

func (s *stores) at(name string) string { return filepath.Join(s.folder, name) }

func (s *stores) options(dimension int) store.Options {
	return store.Options{Model: fmt.Sprintf("model-%d", s.round), Dimension: dimension}
}

// file is one with that name, and its chunks with vectors of so many numbers. The texts are long, in many scripts.
func (s *stores) file(name string, chunks, dimension int) (store.File, []store.Chunk) {
	file := store.File{Path: fmt.Sprintf("round-%d/%s", s.round, name), Size: 10, ModTime: time.Unix(int64(s.round), 0), Hash: fmt.Sprintf("%040d", s.round)}
	all := make([]store.Chunk, chunks)
	for i := range all {
		vector := make([]float32, max(dimension, 0))
		for j := range vector {
			vector[j] = float32((i+j*7+s.round)%13) - 6
		}
		all[i] = store.Chunk{
			Language: "python", FirstLine: i + 1, LastLine: i + 2, Hash: file.Hash, Vector: vector, Context: "in: " + name,
			Content: fmt.Sprintf("HTTPServers userIDs parse_config%d 漢字かな Größe ЮНИКОД ١٢ x%s\n", s.round, strings.Repeat("y", 70)),
		}
		if i%2 == 0 {
			all[i].Names = []string{fmt.Sprintf("name%d", i)}
		} else {
			all[i].Continues = true
		}
		if i == 2 {
			all[i].Content += strings.Repeat("ü words and more ", 300)
		}
	}
	return file, all
}

// rewrite writes a new index of so many files.
func (s *stores) rewrite(ctx context.Context, index *store.Store, files, chunks, dimension int) error {
	w, err := index.Replace(ctx)
	if err != nil {
		return err
	}
	for i := 0; i < files && err == nil; i++ {
		file, all := s.file(fmt.Sprintf("%d.py", i), chunks, dimension)
		if err = w.Append(ctx, file, all[:chunks/2]); err == nil {
			err = w.AppendMore(ctx, all[chunks/2:])
		}
	}
	if err == nil {
		err = w.Commit(ctx)
	}
	return errors.Join(err, w.Discard())
}

// update makes the index hold files with those names, of which each but the first has changed.
func (s *stores) update(ctx context.Context, index *store.Store, chunks, dimension int, names ...string) error {
	u, err := index.Update(ctx)
	if err != nil {
		return err
	}
	err = s.changes(ctx, u, chunks, dimension, names...)
	if err == nil {
		err = u.Commit(ctx)
	}
	return errors.Join(err, u.Discard())
}

func (s *stores) changes(ctx context.Context, u *store.Update, chunks, dimension int, names ...string) error {
	for i, name := range names {
		file, _ := s.file(name, 0, dimension)
		file.Size += int64(i)
		if err := u.Found(ctx, file); err != nil {
			return err
		}
	}
	number := 0
	return u.Changed(ctx, func(found, old store.File) error {
		number++
		if number == 1 && old.Path != "" {
			found.Hash = old.Hash
			return u.Touch(ctx, found)
		}
		_, all := s.file(found.Path, chunks, dimension)
		if err := u.Append(ctx, found, all[:chunks/2]); err != nil {
			return err
		}
		if number == 2 { // again, which needs another transaction
			if err := u.Append(ctx, found, all[:chunks/2]); err != nil {
				return err
			}
		}
		return u.AppendMore(ctx, all[chunks/2:])
	})
}

// sound writes a small index and closes it.
func (s *stores) sound(ctx context.Context, path string) error {
	index, err := store.Open(ctx, path, s.options(3))
	if err != nil {
		return err
	}
	return errors.Join(s.rewrite(ctx, index, 2, 4, 3), index.Close())
}
