package leaks

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"sync"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

// cache remembers something by a key that never comes again.
type cache[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]V
}

func newCache[K comparable, V any]() *cache[K, V] {
	c := &cache[K, V]{values: map[K]V{}}
	hold(c)
	return c
}

func (c *cache[K, V]) set(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[key] = value
}

func cacheByPath(parts *Parts, _ gmem.Bytes) {
	sizes := newCache[string, int]()
	parts.perFile(func(path string, source []byte) error { sizes.set(path, len(source)); return nil })
}

func cacheByContent(parts *Parts, _ gmem.Bytes) {
	paths := newCache[[sha256.Size]byte, string]()
	parts.perFile(func(path string, source []byte) error { paths.set(sha256.Sum256(source), path); return nil })
}

// oneLanguage keeps something of each file in Rust.
func oneLanguage(parts *Parts, amount gmem.Bytes) {
	parts.perFile(func(file string, _ []byte) error {
		if path.Ext(file) == ".rs" {
			hold(make([]byte, amount))
		}
		return nil
	})
}

// rareLumps keeps something of one file in five hundred.
func rareLumps(parts *Parts, amount gmem.Bytes) {
	var mu sync.Mutex
	files := 0
	parts.perFile(func(string, []byte) error {
		mu.Lock()
		defer mu.Unlock()
		if files++; files%500 == 0 {
			hold(make([]byte, amount))
		}
		return nil
	})
}

func cacheByQuestion(parts *Parts, _ gmem.Bytes) {
	answers := newCache[string, []store.Match]()
	parts.wrapped(func(index Index) Index { return remembering{index, answers} })
}

type remembering struct {
	Index
	answers *cache[string, []store.Match]
}

func (i remembering) Search(ctx context.Context, query store.Query) ([]store.Match, error) {
	matches, err := i.Index.Search(ctx, query)
	i.answers.set(query.Text, matches)
	return matches, err
}

// openLookUps leaves the rows of a query open when a file is looked up that isn't there.
func openLookUps(parts *Parts, _ gmem.Bytes) {
	parts.wrapped(func(index Index) Index { return abandoning{index} })
}

type abandoning struct{ Index }

func (i abandoning) FileAt(ctx context.Context, path string, visit func(store.Chunk) error) (store.File, error) {
	file, err := i.Index.FileAt(ctx, path, visit)
	if errors.Is(err, store.ErrNotFound) {
		db, wrong := side()
		if wrong == nil {
			wrong = abandonRows(context.Background(), db)
		}
		err = errors.Join(err, wrong)
	}
	return file, err
}

// formerIndexes keeps a copy of each index that is replaced.
func formerIndexes(parts *Parts, _ gmem.Bytes) {
	database, copies := parts.Database, 0
	parts.wrapped(func(index Index) Index {
		return replacing{index, func() error {
			copies++
			err := copyOf(database, fmt.Sprintf("%s.former-%d", database, copies))
			if errors.Is(err, os.ErrNotExist) {
				return nil // there is none yet
			}
			return err
		}}
	})
}

func copyOf(original, path string) error {
	from, err := os.Open(original)
	if err != nil {
		return err
	}
	defer from.Close() //nolint:errcheck // it was only read
	to, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

type replacing struct {
	Index
	before func() error
}

func (i replacing) Replace(ctx context.Context) (indexer.Writer, error) {
	if err := i.before(); err != nil {
		return nil, err
	}
	return i.Index.Replace(ctx)
}

// orphanVectors deletes some chunks at the end, and not their texts and vectors.
func orphanVectors(parts *Parts, _ gmem.Bytes) {
	database := parts.Database
	parts.wrapped(func(index Index) Index { return orphaning{index, database} })
}

type orphaning struct {
	Index
	database string
}

func (i orphaning) Close() error {
	if err := i.Index.Close(); err != nil {
		return err
	}
	db, err := sql.Open("duckdb", i.database)
	if err != nil {
		return err
	}
	_, err = db.Exec("DELETE FROM chunks WHERE id % 100 = 0")
	return errors.Join(err, db.Close())
}

// errorList keeps every error of the embedder, and through it the texts that it is about.
func errorList(parts *Parts, _ gmem.Bytes) {
	parts.Embedder = complaining{parts.Embedder}
}

type complaining struct{ embed.Embedder }

func (e complaining) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := e.Embedder.Embed(ctx, texts)
	if err != nil {
		hold(fmt.Errorf("embed %q: %w", texts, err))
	}
	return vectors, err
}
