package workload

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/store"
)

// Replacing is a task: updates of indexes which have so many row groups of texts as the setup says files, or an eighth of that, and a
// file to be replaced in each. They stand still when that is done, before their commit.
const Replacing Task = "replacing"

// replacement is an update of a large index.
type replacement struct {
	during   string // what its stage is of
	replaced int64  // files
	kept     int64
	chunks   int  // that one of the new files has
	alike    bool // only that they have been written tells that files have changed
}

// replacements are updates that write the index anew, for most files, for most of which that is seen late, and for some of very many row
// groups; and one that fills the log.
func (s *stager) replacements(ctx context.Context, setup Setup) (done int64, err error) {
	many := setup.Files
	for _, r := range []replacement{
		{during: "update of most files: ", replaced: many / 8, kept: 1, chunks: 1},
		{during: "update of files of the same size: ", replaced: many / 2, kept: many / 4, chunks: 1, alike: true},
		{during: "update of some files: ", replaced: many, kept: 2 * many, chunks: 1},
		{during: "update with a large file: ", replaced: many / 8, kept: many, chunks: 1_200},
	} {
		s.during = r.during
		if err := s.replace(ctx, setup.Database, r); err != nil {
			return done, fmt.Errorf("%s%w", r.during, err)
		}
		done += r.replaced + r.kept
	}
	return done, nil
}

// replace writes an index and updates it.
func (s *stager) replace(ctx context.Context, path string, r replacement) (err error) {
	options := store.Options{Dimension: store.NoVectors}
	index, err := store.Open(ctx, path, options)
	if err != nil {
		return err
	}
	w, err := index.Replace(ctx)
	if err == nil {
		err = w.Commit(ctx)
	}
	if err = errors.Join(err, index.Close()); err == nil {
		err = r.fill(ctx, path)
	}
	if err == nil {
		index, err = store.Open(ctx, path, options)
	}
	if err == nil {
		err = errors.Join(s.replaceIn(ctx, index, r), index.Close())
	}
	return errors.Join(err, removeDatabase(path))
}

func (s *stager) replaceIn(ctx context.Context, index *store.Store, r replacement) error {
	u, err := index.Update(ctx)
	if err != nil {
		return err
	}
	for i := range r.replaced + r.kept {
		err = errors.Join(err, u.Found(ctx, r.file(i)))
	}
	if err == nil {
		err = u.Changed(ctx, func(found, _ store.File) error { return u.Append(ctx, found, r.contents(found)) })
	}
	if last := r.file(r.replaced - 1); err == nil { // again, which ends the transaction where the index is changed in place
		err = u.Append(ctx, last, r.contents(last))
	}
	if err == nil {
		err = s.at(ctx, "before the commit")
	}
	if err == nil {
		err = u.Commit(ctx)
	}
	if err := errors.Join(err, u.Discard()); err != nil {
		return err
	}
	stats, err := index.Stats(ctx)
	if want := r.replaced + r.kept; err == nil && (stats.Incomplete || stats.Files != want) {
		err = fmt.Errorf("%d files, incomplete: %v; want %d", stats.Files, stats.Incomplete, want)
	}
	return err
}

// file is one of the tree that the index is updated to.
func (r replacement) file(i int64) store.File {
	file := store.File{Path: fmt.Sprintf("%d.py", i), Size: 1, ModTime: time.Unix(0, 0)}
	switch {
	case i >= r.replaced:
	case r.alike:
		file.ModTime = time.Unix(1, 0)
	default:
		file.Size = 2
	}
	return file
}

// contents are the chunks of a file. Of one there are 4 KB each in the log: too few rows to go straight to the file.
func (r replacement) contents(file store.File) []store.Chunk {
	if file.Path != "0.py" {
		return []store.Chunk{{Content: "+"}}
	}
	var words strings.Builder
	for i := range 400 {
		fmt.Fprintf(&words, "w%d ", i)
	}
	return slices.Repeat([]store.Chunk{{Content: words.String()}}, r.chunks)
}

// fill writes the rows of such an index with one statement for each table, since that many take the store long. What lies between the
// texts of two files that are replaced belongs to the first one that is kept.
func (r replacement) fill(ctx context.Context, path string) (err error) {
	db, err := sql.Open("duckdb", "?threads=1")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, statement := range []string{
		fmt.Sprintf("ATTACH '%s' AS filled (ROW_GROUP_SIZE 2048)", path),
		fmt.Sprintf("INSERT INTO filled.files SELECT i, i || '.py', 1, make_timestamp(0), '', 0 FROM range(%d) r(i)", r.replaced+r.kept),
		fmt.Sprintf("INSERT INTO filled.chunks SELECT i, i, 'python', 1, 1, 1, 0, '', i, [], [] FROM range(%d) r(i)", r.replaced+1),
		fmt.Sprintf("INSERT INTO filled.texts SELECT CASE WHEN i %% 2048 = 0 THEN i // 2048 ELSE %d END, i, '+' FROM range(2048 * %[1]d) r(i)", r.replaced),
		"DETACH filled",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("fill the index: %w", err)
		}
	}
	return nil
}
