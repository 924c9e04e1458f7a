package vectors

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Dimension returns that of a model's vectors; 0 when none were kept.
func (c *Cache) Dimension(ctx context.Context, model string) (int, error) {
	_, dimension, err := c.model(ctx, c.db, model)
	if err != nil {
		return 0, c.explain("read", err)
	}
	return dimension, nil
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, arguments ...any) *sql.Row
}

func (c *Cache) model(ctx context.Context, from querier, name string) (id int64, dimension int, err error) {
	err = from.QueryRowContext(ctx, "SELECT id, dimension FROM models WHERE name = ?", name).Scan(&id, &dimension)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	return id, dimension, err
}

// Recall returns the vector of each text that the model has embedded before, and nil for the others.
func (c *Cache) Recall(ctx context.Context, model string, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	err := c.inTransaction(ctx, func(tx *sql.Tx) error {
		id, dimension, err := c.model(ctx, tx, model)
		if err != nil || id == 0 {
			return err
		}
		find, err := tx.PrepareContext(ctx, "SELECT id, used, vector FROM vectors WHERE model = ? AND text = ?")
		if err != nil {
			return err
		}
		defer func() { _ = find.Close() }() // with its transaction in any case
		today := day()
		for i, text := range texts {
			var row, used int64
			var data []byte
			err := find.QueryRowContext(ctx, id, key(text)).Scan(&row, &used, &data)
			switch {
			case errors.Is(err, sql.ErrNoRows):
				continue
			case err != nil:
				return err
			case len(data) != 4*dimension:
				return fmt.Errorf("a vector of %d bytes, want %d numbers; remove the file, at the price of embedding again", len(data), dimension)
			}
			vectors[i] = decode(data)
			if used != today {
				if _, err := tx.ExecContext(ctx, "UPDATE vectors SET used = ? WHERE id = ?", today, row); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, c.explain("read", err)
	}
	return vectors, nil
}

// Keep keeps the vectors that the model has made of the texts: they are on disk when it returns.
func (c *Cache) Keep(ctx context.Context, model string, texts []string, vectors [][]float32) error {
	if len(texts) == 0 {
		return nil
	}
	err := c.inTransaction(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO models (name, dimension) VALUES (?, ?)", model, len(vectors[0]))
		if err != nil {
			return err
		}
		id, dimension, err := c.model(ctx, tx, model)
		if err != nil {
			return err
		}
		add, err := tx.PrepareContext(ctx, "INSERT OR REPLACE INTO vectors (model, text, used, vector) VALUES (?, ?, ?, ?)")
		if err != nil {
			return err
		}
		defer func() { _ = add.Close() }() // with its transaction in any case
		for i, text := range texts {
			if len(vectors[i]) != dimension {
				return fmt.Errorf("a vector of %d numbers, but those of %s have %d", len(vectors[i]), model, dimension)
			}
			if _, err := add.ExecContext(ctx, id, key(text), day(), encode(vectors[i])); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return c.explain("write", err)
	}
	return nil
}

// Trim removes the vectors that were not used for the longest time, until the file has no more than so many bytes.
func (c *Cache) Trim(ctx context.Context, bytes int64) error {
	for {
		var taken, rows int64
		err := c.db.QueryRowContext(ctx, `SELECT (page_count - freelist_count) * page_size
			FROM pragma_page_count, pragma_freelist_count, pragma_page_size`).Scan(&taken)
		if err == nil && taken > bytes {
			err = c.db.QueryRowContext(ctx, "SELECT count(*) FROM vectors").Scan(&rows)
		}
		if err != nil {
			return c.explain("trim", err)
		}
		if taken <= bytes || rows == 0 {
			break
		}
		// A tenth at once, so that no transaction becomes large.
		_, err = c.db.ExecContext(ctx, "DELETE FROM vectors WHERE id IN (SELECT id FROM vectors ORDER BY used, id LIMIT ?)", rows/10+1)
		if err != nil {
			return c.explain("trim", err)
		}
	}
	if err := c.giveBack(ctx); err != nil {
		return c.explain("trim", err)
	}
	return nil
}

// giveBack gives free pages back to the file system: one for each row of the answer.
func (c *Cache) giveBack(ctx context.Context) (err error) {
	pages, err := c.db.QueryContext(ctx, "PRAGMA incremental_vacuum")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pages.Close()) }()
	for pages.Next() {
	}
	return pages.Err()
}

func (c *Cache) inTransaction(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// key is what a text is known by. Among 10^9 texts, two have the same with a probability of 10^-21.
func key(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:16]
}

func day() int64 { return time.Now().Unix() / 86_400 }
