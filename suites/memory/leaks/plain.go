package leaks

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

// plainIndex is an index as a straight port of the original writes it: DuckDB with its default settings, and none of
// the store's bounds. How rows are written is up to its writer.
type plainIndex struct {
	db     *sql.DB
	writer func(ctx context.Context, db *sql.DB) (indexer.Writer, error)
}

func openPlain(
	ctx context.Context, path string, writer func(context.Context, *sql.DB) (indexer.Writer, error),
) (Index, error) {
	db, err := sql.Open("duckdb", path)
	if err != nil {
		return nil, fmt.Errorf("open the plain index %s: %w", path, err)
	}
	for _, table := range []string{
		"files (id BIGINT, path VARCHAR, skipped UTINYINT)",
		"chunks (id BIGINT, file_id BIGINT, content VARCHAR, context VARCHAR, hash VARCHAR)",
		fmt.Sprintf("vectors (chunk_id BIGINT, embedding FLOAT[%d])", embed.Dimension),
	} {
		if _, err := db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+table); err != nil {
			return nil, errors.Join(fmt.Errorf("create the plain index %s: %w", path, err), db.Close())
		}
	}
	return plainIndex{db, writer}, nil
}

func (i plainIndex) Replace(ctx context.Context) (indexer.Writer, error) { return i.writer(ctx, i.db) }

// Update says that this index can only be built in full.
func (i plainIndex) Update(context.Context) (indexer.Updater, error) { return nil, store.ErrFullNeeded }

var errPlain = errors.New("a plain index is not for searching")

func (i plainIndex) Search(context.Context, store.Query) ([]store.Match, error) { return nil, errPlain }

func (i plainIndex) ChunksByHash(context.Context, string, int) ([]store.Match, error) {
	return nil, errPlain
}

func (i plainIndex) FilesByHash(context.Context, string, int) ([]store.File, error) {
	return nil, errPlain
}

func (i plainIndex) Skipped(context.Context, int) ([]store.SkippedFiles, error) { return nil, errPlain }

func (i plainIndex) Nearest(context.Context, []float32, int) ([]store.Match, error) {
	return nil, errPlain
}

func (i plainIndex) FileAt(context.Context, string, func(store.Chunk) error) (store.File, error) {
	return store.File{}, errPlain
}

func (i plainIndex) Stats(ctx context.Context) (store.Stats, error) {
	var stats store.Stats
	err := i.db.QueryRowContext(ctx, `SELECT count(*) FILTER (skipped = 0), count(*) FILTER (skipped <> 0),
		(SELECT count(*) FROM chunks) FROM files`).Scan(&stats.Files, &stats.Skipped, &stats.Chunks)
	return stats, err
}

func (i plainIndex) Close() error { return i.db.Close() }
