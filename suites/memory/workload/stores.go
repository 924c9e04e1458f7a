package workload

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/store"
)

// stores are small indexes of one round, which are asked, written, interrupted, damaged and recovered. They lie below a folder
// of their own.
type stores struct {
	folder  string
	lasting *lasting
	aside   string // the folder of those that last
	round   int
	version int // of the files
	left    int // files that belonged to no index when a Writer or an Update had ended, or when all were closed
}

// small is how many numbers the vectors of most indexes have.
const small = 8

// turns is in how many rounds everything has had its turn that is too long for one: each does as much, and other things.
const turns = 5

// turn reports whether a number has its turn in this round.
func (s *stores) turn(number int) bool { return number%turns == s.round%turns }

// moments are those at which longer work is interrupted in this round: the first, and each so many behind it. Few rounds come to all
// parts of it, since the first moves by a number that no step is a multiple of.
func (s *stores) moments(step int) (first, each int) { return 1 + s.round*7%step, step }

// stores are asked, written and so on in each round.
func (l *storeLife) stores(ctx context.Context) (err error) {
	s := &stores{folder: filepath.Join(l.aside, fmt.Sprintf("stores-%d", l.round)), lasting: l.lasting, aside: filepath.Join(l.aside, "lasting"), round: l.round}
	if err := errors.Join(os.Mkdir(s.folder, 0o700), os.MkdirAll(s.aside, 0o700)); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, s.leftBehind(s.folder, ".wal", ".tmp"), os.RemoveAll(s.folder))
		l.remains.left += s.left
	}()
	return inTurn(ctx, []step{
		{"ask", s.asked},
		{"write", s.written},
		{"use what is closed", s.closed},
		{"open what can't be opened", s.refused},
		{"go on where a process was killed", s.killed},
		{"write what lacks a table", s.incomplete},
		{"recover", s.recovered},
		{"write what is obstructed", s.obstructed},
	})
}

func (s *stores) at(name string) string { return filepath.Join(s.folder, name) }

func (s *stores) options(dimension int) store.Options {
	return store.Options{Model: fmt.Sprintf("model-%d", s.round), Dimension: dimension}
}

func (s *stores) path(name string) string { return fmt.Sprintf("round-%d/%s", s.round, name) }

// file is one with that name, and its chunks with vectors of so many numbers. The texts are long, in many scripts.
func (s *stores) file(name string, chunks, dimension int) (store.File, []store.Chunk) {
	file := store.File{Path: s.path(name), Size: 10, ModTime: time.Unix(int64(s.round), int64(s.version)*1_000), Hash: fmt.Sprintf("%040d", s.round)}
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
func (s *stores) rewrite(ctx context.Context, index *store.Store, files, chunks, dimension int) (err error) {
	defer func() { err = errors.Join(err, s.leftBehind(filepath.Dir(index.Path()))) }()
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

// update makes the index hold files with those names, all of which have changed. The first is touched, where it is there already.
func (s *stores) update(ctx context.Context, index *store.Store, chunks, dimension int, names ...string) error {
	return s.updateBy(ctx, index, func(u *store.Update) error { return s.changes(ctx, u, chunks, dimension, names...) })
}

func (s *stores) updateBy(ctx context.Context, index *store.Store, change func(*store.Update) error) (err error) {
	defer func() { err = errors.Join(err, s.leftBehind(filepath.Dir(index.Path()))) }()
	u, err := index.Update(ctx)
	if err != nil {
		return err
	}
	if err = change(u); err == nil {
		err = u.Commit(ctx)
	}
	return errors.Join(err, u.Discard())
}

func (s *stores) changes(ctx context.Context, u *store.Update, chunks, dimension int, names ...string) error {
	s.version++
	left := len(names)
	for _, name := range names {
		file, _ := s.file(name, 0, dimension)
		if err := u.Found(ctx, file); err != nil {
			return err
		}
	}
	return u.Changed(ctx, func(found, old store.File) error {
		left--
		if found.Path == s.path(names[0]) && old.Path != "" {
			return u.Touch(ctx, found)
		}
		_, all := s.file(found.Path, chunks, dimension)
		if err := u.Append(ctx, found, all[:chunks/2]); err != nil {
			return err
		}
		if left == 0 || found.Path == s.path(names[len(names)-1]) { // again, which needs another transaction in place
			if err := u.Append(ctx, found, all[:chunks/2]); err != nil {
				return err
			}
		}
		return u.AppendMore(ctx, all[chunks/2:])
	})
}

// leftBehind counts what lies in a folder and belongs to no index in which nothing is going on: files of lists, of what was
// spilled and of an index that was being built; and what ends in one of the suffixes.
func (s *stores) leftBehind(folder string, suffixes ...string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		left := slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
		if left || !entry.IsDir() && (strings.Contains(name, ".building") || filepath.Ext(filepath.Dir(path)) == ".tmp") {
			s.left++
		}
		return nil
	})
}

// sound leaves a copy of a small index that was written once in this round, and closed.
func (s *stores) sound(ctx context.Context, path string) error {
	original := s.at("sound.duckdb")
	if _, err := os.Stat(original); err != nil {
		index, err := store.Open(ctx, original, s.options(3))
		if err != nil {
			return err
		}
		if err := errors.Join(s.rewrite(ctx, index, 2, 4, 3), index.Close()); err != nil {
			return err
		}
	}
	return copyFile(path, original)
}
