package vectors

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
)

// schema is for an empty file. A row's id tells its age; used is the day of its last use, in days since 1970.
const schema = `
CREATE TABLE IF NOT EXISTS models (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dimension INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS vectors (id INTEGER PRIMARY KEY, model INTEGER NOT NULL, text BLOB NOT NULL, used INTEGER NOT NULL,
	vector BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS vectors_by_text ON vectors (model, text);
CREATE INDEX IF NOT EXISTS vectors_by_use ON vectors (used, id);`

// pragmas are for each connection. A page holds five vectors of 768 numbers. What is committed survives the process in any case;
// synchronous = NORMAL leaves the last of it to the machine's power supply.
var pragmas = []string{
	"PRAGMA busy_timeout = 10000", // milliseconds
	"PRAGMA page_size = 16384",
	"PRAGMA auto_vacuum = INCREMENTAL",
	"PRAGMA journal_mode = WAL",
	"PRAGMA synchronous = NORMAL",
	"PRAGMA cache_size = -2000", // KiB
}

// Cache is an open file of vectors. Its methods are safe for concurrent use.
type Cache struct {
	path string
	db   *sql.DB
}

// Open opens the file at path, or makes it, for its owner alone. Its folder must exist. The caller closes it.
func Open(ctx context.Context, path string) (*Cache, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open vectors %s: %w", path, err)
	}
	file, err := os.OpenFile(absolute, os.O_CREATE|os.O_RDWR, 0o600) // SQLite gives its other files the same rights
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("open vectors: %w", err)
	}
	c := &Cache{path: absolute, db: sql.OpenDB(connector(absolute))}
	c.db.SetMaxOpenConns(1)
	if _, err := c.db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(c.explain("open", err), c.db.Close())
	}
	return c, nil
}

// Close closes the file.
func (c *Cache) Close() error {
	if err := c.db.Close(); err != nil {
		return c.explain("close", err)
	}
	return nil
}

// explain says what to do about an error.
func (c *Cache) explain(doing string, err error) error {
	var failed sqlite3.Error
	if errors.As(err, &failed) && (failed.Code == sqlite3.ErrCorrupt || failed.Code == sqlite3.ErrNotADB) {
		return fmt.Errorf("%s vectors %s: %w; remove the file, at the price of embedding again", doing, c.path, err)
	}
	return fmt.Errorf("%s vectors %s: %w", doing, c.path, err)
}

// connector connects to the file of that name.
type connector string

func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.Driver().Open((&url.URL{Scheme: "file", Path: string(c), RawQuery: "_txlock=immediate"}).String())
	if err != nil {
		return nil, err
	}
	for _, pragma := range pragmas {
		if _, err := conn.(*sqlite3.SQLiteConn).Exec(pragma, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", pragma, err), conn.Close())
		}
	}
	return conn, nil
}

func (connector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

// encode writes a vector as its numbers' bits, little-endian.
func encode(vector []float32) []byte {
	out := make([]byte, 0, 4*len(vector))
	for _, number := range vector {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(number))
	}
	return out
}

func decode(data []byte) []float32 {
	vector := make([]float32, len(data)/4)
	for i := range vector {
		vector[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return vector
}
