package workload

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/store"
)

// closed asks and writes an index that is closed, and one that holds nothing.
func (s *stores) closed(ctx context.Context) error {
	index, err := store.Open(ctx, s.at("empty.duckdb"), s.options(3))
	if err != nil {
		return err
	}
	_, none := index.Nearest(ctx, []float32{1, 2, 3}, 1)
	_, stats := index.Stats(ctx)
	_, full := index.Update(ctx)
	err = errors.Join(index.Close(), index.Close(), stats)
	_, asked := index.Stats(ctx)
	_, replaced := index.Replace(ctx)
	if none == nil || full == nil || asked == nil || replaced == nil {
		return errors.New("an index that is closed or empty answers")
	}
	return err
}

// refused opens what can't be opened: each obstacle has a folder of its own.
func (s *stores) refused(ctx context.Context) error {
	path := func(name string) string { return filepath.Join(s.at("refused-"+name), "index.duckdb") }
	sound := func(path string) error { return s.sound(ctx, path) }
	changed := func(statement string) func(string) error {
		return func(path string) error { return errors.Join(sound(path), execute(ctx, path, statement)) }
	}
	obstacles := map[string]func(path string) error{
		"building":  func(path string) error { return plant(path+".building", map[string]string{"a": ""}) },
		"spill":     func(path string) error { return os.WriteFile(path+".tmp", nil, 0o600) },
		"spilled":   func(path string) error { return plant(path+".tmp", map[string]string{"duckdb_temp_x/a": ""}) },
		"lock":      func(path string) error { return os.Mkdir(path+".lock", 0o700) },
		"garbage":   func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("garbage ", 2_000)), 0o600) },
		"dangling":  func(path string) error { return os.Symlink("nowhere", path) },
		"loop":      func(path string) error { return os.Symlink("index.duckdb", path) },
		"folder":    func(path string) error { return os.Mkdir(path, 0o700) },
		"foreign":   func(path string) error { return execute(ctx, path, "CREATE TABLE a (b INT)") },
		"version":   changed("UPDATE metadata SET value = '0' WHERE key = 'schema_version'"),
		"dimension": changed("UPDATE metadata SET value = 'many' WHERE key = 'dimension'"),
		"log": func(path string) error {
			return errors.Join(sound(path), os.WriteFile(path+".wal", []byte("garbage, but not little"), 0o600))
		},
	}
	for i, name := range slices.Sorted(maps.Keys(obstacles)) {
		if !s.turn(2*i) && !s.turn(2*i+1) {
			continue
		}
		plantObstacle := obstacles[name]
		if err := errors.Join(os.Mkdir(filepath.Dir(path(name)), 0o700), plantObstacle(path(name))); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		index, err := store.Open(ctx, path(name), s.options(3))
		if strings.HasPrefix(name, "spill") { // what the obstacle is, no index has left
			err = errors.Join(err, os.RemoveAll(path(name)+".tmp"))
		}
		if err != nil {
			_ = err.Error() // as the user reads it
			if _, noLock := os.Lstat(path(name) + ".lock"); noLock == nil && name != "lock" {
				s.left++
			}
			continue
		}
		_, stats := index.Stats(ctx)
		_, found := index.FileAt(ctx, fmt.Sprintf("round-%d/0.py", s.round), nil)
		_ = errors.Join(stats, found)
		if err := index.Close(); err != nil {
			return err
		}
	}
	for _, options := range []store.Options{{Dimension: -5}, {MemoryLimit: 1}} {
		if _, err := store.Open(ctx, path("options"), options); err == nil {
			return errors.New("an index opens with options that make no sense")
		}
	}
	return s.elsewhere(ctx, path("other"))
}

// elsewhere opens an index that is open already, by a link, and with options that it was not written with.
func (s *stores) elsewhere(ctx context.Context, path string) error {
	if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o700), s.sound(ctx, path), os.Symlink(filepath.Base(path), path+".link")); err != nil {
		return err
	}
	index, err := store.Open(ctx, path+".link", s.options(3))
	if err != nil {
		return err
	}
	_, inUse := store.Open(ctx, path, s.options(3))
	if err := index.Close(); err != nil || inUse == nil {
		return fmt.Errorf("an index is opened twice: %w", err)
	}
	for _, options := range []store.Options{{Model: "another", Dimension: 3}, {Model: s.options(3).Model, Dimension: 4}, {Model: s.options(3).Model, Dimension: 3, Fingerprint: "another"}} {
		if index, err = store.Open(ctx, path, options); err != nil {
			return err
		}
		_, full := index.Update(ctx)
		if err := index.Close(); err != nil || full == nil {
			return fmt.Errorf("an index is updated with other options: %w", err)
		}
	}
	first, step := s.moments(turns)
	return interruptedEach(ctx, first, step, func(ctx context.Context) error {
		index, err := store.Open(ctx, path, s.options(3))
		if err != nil {
			return err
		}
		return index.Close()
	})
}

// execute runs a statement in a database that no store has open. It is attached: DuckDB remembers each path that it was started
// with.
func execute(ctx context.Context, path, statement string) (err error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // each knows for itself what is in use
	for _, one := range []string{"ATTACH '" + path + "' AS other", "USE other", statement} {
		if _, err := db.ExecContext(ctx, one); err != nil {
			return err
		}
	}
	return nil
}
