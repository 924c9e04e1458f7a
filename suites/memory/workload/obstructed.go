package workload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/embecode/embecode/pkg/store"
)

// obstruct puts something into the way of an index that is open, which has the next step of writing fail. What it returns takes
// that away again.
type obstruct func(path string) (remove func() error, err error)

// inTheWay is a folder that isn't empty, where a file belongs.
func inTheWay(suffix string) obstruct {
	return func(path string) (func() error, error) {
		err := os.RemoveAll(path + suffix)
		return func() error { return os.RemoveAll(path + suffix) }, errors.Join(err, plant(path+suffix, map[string]string{"a": ""}))
	}
}

// removed is a file or folder that somebody has removed.
func removed(suffix string) obstruct {
	return func(path string) (func() error, error) {
		return func() error { return nil }, os.RemoveAll(path + suffix)
	}
}

// replaced is a folder for temporary files in whose place a file lies.
func replaced(path string) (func() error, error) {
	folder := path + ".tmp"
	return func() error { return os.Remove(folder) }, errors.Join(os.RemoveAll(folder), os.WriteFile(folder, nil, 0o600))
}

// noLarger allows this process no file of more bytes, as a full disk would.
func noLarger(bytes uint64) obstruct {
	return func(string) (func() error, error) {
		var former syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &former); err != nil {
			return nil, err
		}
		signal.Ignore(syscall.SIGXFSZ) // the kernel ends a process that doesn't
		limited := syscall.Rlimit{Cur: bytes, Max: former.Max}
		return func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &former) }, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limited)
	}
}

// obstructed writes indexes and updates of them while something is in the way: before they begin, and before they are committed.
func (s *stores) obstructed(ctx context.Context) error {
	obstacles := []obstruct{replaced, inTheWay(".building"), removed(".building"), inTheWay(".wal"), removed(""), inTheWay(""), removed(".tmp"), noLarger(10_000), noLarger(400_000)}
	if err := os.MkdirAll(filepath.Join(s.aside, "obstructed"), 0o700); err != nil {
		return err
	}
	index, err := s.lastingAt(ctx, "obstructed/index.duckdb", s.options(3))
	if err == nil {
		err = s.rewrite(ctx, index, 2, 4, 3)
	}
	if err != nil {
		return err
	}
	for i := range 2 * len(obstacles) {
		if i > 0 && !s.turn(i) { // DuckDB can't be started again where the first is in the way
			continue
		}
		if err := s.obstructedBy(ctx, index, obstacles[i/2], i%2 == 1); err != nil {
			return fmt.Errorf("obstacle %d: %w", i/2, err)
		}
	}
	u, err := index.Update(ctx)
	if err != nil {
		return err
	}
	file, chunks := s.file("0.py", 40, 3)
	err = s.searchedBeside(ctx, index, 20_000, func() error {
		return errors.Join(u.Append(ctx, file, chunks), u.Append(ctx, file, chunks)) // the second ends a transaction
	})
	return errors.Join(err, u.Discard(), s.rewrite(ctx, index, 1, 4, 3))
}

func (s *stores) obstructedBy(ctx context.Context, index *store.Store, obstacle obstruct, late bool) (err error) {
	path := index.Path()
	var clears []func() error
	block := func() error {
		remove, err := obstacle(path)
		if err == nil {
			clears = append(clears, remove)
		}
		return err
	}
	// Whether a step fails depends on the obstacle; none may leave anything behind, and the next one may succeed.
	if late {
		err = errors.Join(s.replacedLate(ctx, index, block), s.updatedLate(ctx, index, block))
	} else {
		err = block()
		_ = s.rewrite(ctx, index, 1, 40, 3)
		_ = s.update(ctx, index, 40, 3, "0.py", "1.py")
	}
	for range 2 {
		_, stats := index.Stats(ctx)
		_, found := index.FileAt(ctx, "0.py", nil)
		_ = errors.Join(stats, found)
	}
	for _, clear := range slices.Backward(clears) {
		err = errors.Join(err, clear())
	}
	if err != nil {
		return err
	}
	// Nothing of it lasts: the index can be written and updated again.
	err = s.rewrite(ctx, index, 1, 4, 3)
	if err == nil {
		err = s.update(ctx, index, 4, 3, "0.py", "1.py")
	}
	return err
}

// searchedBeside searches an index while writing to it fails for want of space: whoever searches waits until DuckDB is in order again.
func (s *stores) searchedBeside(ctx context.Context, index *store.Store, space uint64, write func() error) (err error) {
	free, err := noLarger(space)("")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, free()) }()
	written := make(chan error, 1)
	go func() { written <- write() }()
	for {
		select {
		case failed := <-written:
			if failed == nil {
				return errors.New("something is written where there is no space")
			}
			return nil
		default:
		}
		if _, err := index.Search(ctx, store.Query{Text: "parse config"}); err != nil {
			return errors.Join(err, <-written)
		}
	}
}

// replacedLate writes an index that is in order until it is to be committed.
func (s *stores) replacedLate(ctx context.Context, index *store.Store, block func() error) error {
	w, err := index.Replace(ctx)
	if err != nil {
		return err
	}
	file, chunks := s.file("late.py", 600, 3)
	if err := errors.Join(w.Append(ctx, file, chunks), block()); err != nil {
		return errors.Join(err, w.Discard())
	}
	_ = w.Append(ctx, file, chunks)
	_ = w.Commit(ctx)
	_ = w.Discard()
	return s.leftBehind(filepath.Dir(index.Path()))
}

// updatedLate updates one, where that is still possible.
func (s *stores) updatedLate(ctx context.Context, index *store.Store, block func() error) error {
	u, err := index.Update(ctx)
	if err != nil {
		return nil //nolint:nilerr // the obstacle has done its work already
	}
	_ = s.changes(ctx, u, 6, 3, "0.py", "1.py", "3.py")
	err = block()
	_ = s.changes(ctx, u, 6, 3, "0.py")
	_ = u.Commit(ctx)
	_ = u.Discard()
	return errors.Join(err, s.leftBehind(filepath.Dir(index.Path())))
}
