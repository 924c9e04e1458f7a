package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	duckdb "github.com/marcboeker/go-duckdb/v2"
)

// The names under which the store attaches its files.
const (
	current  = "current_index"
	building = "building"
)

// NoVectors as a dimension makes an index of chunks without vectors, as there is without an embedding model.
const NoVectors = -1

// Options describe the vectors that the index holds.
type Options struct {
	Model     string // the embedding model's name, kept with the index
	Dimension int    // length of every vector; 0 means 768, NoVectors that the index holds none
	// Fingerprint is whatever else decides what the index holds, such as chunk budgets; kept with the index. An index of
	// another fingerprint can't be updated.
	Fingerprint string
	// MemoryLimit bounds DuckDB's buffer pool, in bytes; 0 means 32 MB, the least is MinMemoryLimit. What doesn't fit spills to
	// disk.
	MemoryLimit int64
}

// Store is the index of one tree. Its methods are safe for concurrent use.
type Store struct {
	path    string
	options Options
	lock    fileLock
	db      *sql.DB
	turns   turns

	sinceCollected int                 // bytes of texts that were read since Go was told to collect garbage; guarded by turns
	keeping        [keepingThreads]int // threads that may keep what DuckDB's allocator has cached for them, 0 for none yet; guarded by turns

	mu       sync.RWMutex // guards what follows; held for reading while the current index must stay attached
	attached bool         // there is a current index
	meta     metadata     // of it, as it was when it was attached
	writing  bool
	closed   bool
	down     bool // DuckDB could not be started again

	running chan struct{} // of the DuckDB that runs, or is started next; closed when it is ended

	served atomic.Int64 // queries since DuckDB was started, or what counts as some: see restartAfter
}

// Open opens the index at path, or prepares to build it where there is none. The caller closes it. The folder must
// exist; a link to the file is followed. It returns ErrInUse when the index is open elsewhere, ErrNoLocks when
// its folder can't be locked, ErrSchema when the file is not
// an index of this version, ErrDamaged when it can't be read, which Recover mends, and ErrForbidden when it may not be written; a
// failed Open never changes the file, and leaves nothing new beside it.
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	s, err := prepare(path, options)
	if err != nil {
		return nil, err
	}
	err = s.start(ctx)
	if err == nil {
		// What a killed run has left of a new index. Nobody else can be using it: the lock is held.
		err = s.removeBuilding()
	}
	if err != nil {
		return nil, explain(fmt.Errorf("open index %s: %w", s.path, errors.Join(err, s.close(true))))
	}
	return s, nil
}

// prepare checks the options and takes the lock of the index.
func prepare(path string, options Options) (*Store, error) {
	switch options.Dimension {
	case 0:
		options.Dimension = 768
	case NoVectors:
		options.Dimension = 0 // as the file states it
	}
	if options.Dimension < 0 {
		return nil, fmt.Errorf("open index %s: dimension of %d; want 1 or more, 0 for 768, or NoVectors", path, options.Dimension)
	}
	if options.MemoryLimit == 0 {
		options.MemoryLimit = defaultMemoryLimit
	}
	if options.MemoryLimit < MinMemoryLimit {
		return nil, fmt.Errorf("open index %s: memory limit of %d bytes, want at least %d: %w", path, options.MemoryLimit, MinMemoryLimit, ErrMemory)
	}
	absolute, err := resolve(path)
	if err != nil {
		return nil, fmt.Errorf("open index %s: %w", path, err)
	}
	err = checkKind(absolute)
	var held fileLock
	if err == nil {
		held, err = lock(absolute)
	}
	if err != nil {
		return nil, explain(fmt.Errorf("open index %s: %w", absolute, err))
	}
	return &Store{path: absolute, options: options, lock: held, turns: newTurns(), running: make(chan struct{})}, nil
}

// resolve is the absolute path of the file itself where path is a link to it: the lock is the file's, and a new index takes
// the file's place and not the link's.
func resolve(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if info, err := os.Lstat(absolute); err != nil || info.Mode()&os.ModeSymlink == 0 {
		return absolute, nil //nolint:nilerr // what can't be looked at is no link; opening it says what is wrong
	}
	return filepath.EvalSymlinks(absolute)
}

// start starts DuckDB, and attaches the database file.
func (s *Store) start(ctx context.Context) error {
	connector, err := duckdb.NewConnector(":memory:", nil)
	if err != nil {
		return fmt.Errorf("start DuckDB: %w", err)
	}
	s.db = sql.OpenDB(connector)
	if err := s.configure(ctx); err != nil {
		return err
	}
	return s.attachCurrent(ctx)
}

func (s *Store) configure(ctx context.Context) error {
	if err := makeSpillFolder(s.spillPath(), s.writing); err != nil {
		return err
	}
	for _, setting := range s.options.settings(s.spillPath()) {
		if _, err := s.db.ExecContext(ctx, setting); err != nil {
			return fmt.Errorf("%s: %w", setting, err)
		}
	}
	return nil
}

// spillPath is the folder in which DuckDB keeps what exceeds its memory limit, while it does.
func (s *Store) spillPath() string { return s.path + ".tmp" }

// Path is the absolute path of the database file; where Open was given a link, of what it leads to.
func (s *Store) Path() string { return s.path }

// attachCurrent makes the database file the current index, if there is one.
func (s *Store) attachCurrent(ctx context.Context) error {
	if _, err := os.Stat(s.path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err := s.checkLog(); err != nil {
		return err
	}
	if err := s.attach(ctx, s.path, current); err != nil {
		if size, sizeErr := s.logSize(); sizeErr == nil && size > 0 && meaning(err) == nil {
			return fmt.Errorf("read the log %s: %w (%w)", s.logPath(), ErrDamaged, err) // DuckDB stumbled over what it says
		}
		return err
	}
	if err := s.checkSchema(ctx); err != nil {
		return errors.Join(err, s.detach(ctx, current))
	}
	var err error
	if s.meta, err = s.readMetadata(ctx); err != nil {
		return errors.Join(err, s.detach(ctx, current))
	}
	s.attached = true
	return nil
}

// attach attaches a database file, or makes it. The type keeps DuckDB from taking it for another kind of database, which
// it would download an extension for.
func (s *Store) attach(ctx context.Context, path, name string) error {
	if _, err := s.db.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS %s (TYPE duckdb, ROW_GROUP_SIZE %d)", literal(path), name, rowGroup)); err != nil {
		return fmt.Errorf("attach the file: %w", err)
	}
	return nil
}

// detach closes an attached database; one that is not attached is none to close. A DuckDB that was stopped by an error
// can't do that: its restart does. One that could not be started again has none.
func (s *Store) detach(ctx context.Context, name string) error {
	if s.down {
		return nil
	}
	if _, err := s.db.ExecContext(ctx, "DETACH DATABASE IF EXISTS "+name); err != nil && !stopped(err) {
		return fmt.Errorf("detach %s: %w", name, err)
	}
	return nil
}

// checkSchema compares the version that the current index states with this one.
func (s *Store) checkSchema(ctx context.Context) error {
	var version string
	err := s.db.QueryRowContext(ctx, "SELECT value FROM "+current+".metadata WHERE key = 'schema_version'").Scan(&version)
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrSchema, err)
	}
	if version != fmt.Sprint(schemaVersion) {
		return fmt.Errorf("schema version %s, want %d: %w", version, schemaVersion, ErrSchema)
	}
	return nil
}

// Close closes the database and gives the lock back. An unfinished Writer or Update must be discarded first. Closing twice is
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
	if err := s.close(false); err != nil {
		return fmt.Errorf("close index %s: %w", s.path, err)
	}
	return nil
}

// close closes the database and gives the lock back, whose file goes last when the index is refused. It runs under the store's lock.
func (s *Store) close(refused bool) error {
	s.closed = true
	var err error
	if s.db != nil {
		err = s.stop(context.Background())
	}
	if isFolder(s.spillPath()) {
		_ = os.Remove(s.spillPath()) // empty, unless somebody has put something there
	}
	if refused {
		s.lock.remove()
	}
	return errors.Join(err, s.lock.Close())
}
