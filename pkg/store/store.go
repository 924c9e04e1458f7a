package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	duckdb "github.com/marcboeker/go-duckdb/v2"
)

// The names under which the store attaches its files.
const (
	current  = "in_force"
	building = "building"
)

// Options describe the vectors that the index holds.
type Options struct {
	Model     string // the embedding model's name, kept with the index
	Dimension int    // length of every vector; 0 means 768
	// MemoryLimit bounds DuckDB's buffer pool, in bytes; 0 means 32 MB. What doesn't fit spills to disk.
	MemoryLimit int64
}

// Store is the index of one tree. Its methods are safe for concurrent use.
type Store struct {
	path    string
	options Options
	lock    *os.File
	db      *sql.DB

	mu       sync.Mutex // guards what follows
	attached bool       // an index is in force
	writing  bool
	closed   bool
}

// Open opens the index at path, or prepares to build it where there is none. The caller closes it. The folder must
// exist. It returns ErrInUse when the index is open elsewhere, and ErrSchema when the file is not an index of this
// version; the file is never changed by a failed Open.
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	if options.Dimension == 0 {
		options.Dimension = 768
	}
	if options.MemoryLimit == 0 {
		options.MemoryLimit = defaultMemoryLimit
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open index %s: %w", path, err)
	}
	held, err := lock(absolute)
	if err != nil {
		return nil, err
	}
	connector, err := duckdb.NewConnector(":memory:", nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start DuckDB for index %s: %w", absolute, err), held.Close())
	}
	s := &Store{path: absolute, options: options, lock: held, db: sql.OpenDB(connector)}
	if err := s.configure(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.attachCurrent(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) configure(ctx context.Context) error {
	if err := makeSpillFolder(s.spillPath()); err != nil {
		return fmt.Errorf("open index %s: %w", s.path, err)
	}
	for _, setting := range s.options.settings(s.spillPath()) {
		if _, err := s.db.ExecContext(ctx, setting); err != nil {
			return fmt.Errorf("open index %s: %s: %w", s.path, setting, err)
		}
	}
	return nil
}

func (s *Store) spillPath() string { return s.path + ".tmp" }

// Path is the absolute path of the database file.
func (s *Store) Path() string { return s.path }

// attachCurrent puts the database file in force, if there is one.
func (s *Store) attachCurrent(ctx context.Context) error {
	if _, err := os.Stat(s.path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err := s.attach(ctx, s.path, current); err != nil {
		return err
	}
	if err := s.checkSchema(ctx); err != nil {
		return errors.Join(err, s.detach(ctx, current))
	}
	s.attached = true
	return nil
}

func (s *Store) attach(ctx context.Context, path, name string) error {
	if _, err := s.db.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS %s (ROW_GROUP_SIZE %d)", literal(path), name, rowGroup)); err != nil {
		return fmt.Errorf("open index %s: %w", path, err)
	}
	return nil
}

// detach closes an attached database; one that is not attached is none to close.
func (s *Store) detach(ctx context.Context, name string) error {
	if _, err := s.db.ExecContext(ctx, "DETACH DATABASE IF EXISTS "+name); err != nil {
		return fmt.Errorf("close the %s index of %s: %w", name, s.path, err)
	}
	return nil
}

// checkSchema compares the version that the file in force states with this one.
func (s *Store) checkSchema(ctx context.Context) error {
	var version string
	err := s.db.QueryRowContext(ctx, "SELECT value FROM "+current+".metadata WHERE key = 'schema_version'").Scan(&version)
	if err != nil {
		return fmt.Errorf("open index %s: %w (%w)", s.path, ErrSchema, err)
	}
	if version != fmt.Sprint(schemaVersion) {
		return fmt.Errorf("open index %s: schema version %s, want %d: %w", s.path, version, schemaVersion, ErrSchema)
	}
	return nil
}

// Close closes the database and gives the lock back. An unfinished Writer must be discarded first. Closing twice is
// harmless.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	if s.writing {
		return fmt.Errorf("close index %s: %w", s.path, ErrWriting)
	}
	s.closed = true
	err := s.db.Close()
	_ = os.Remove(s.spillPath()) // empty, unless somebody has put something there
	if err := errors.Join(err, s.lock.Close()); err != nil {
		return fmt.Errorf("close index %s: %w", s.path, err)
	}
	return nil
}
