package workload

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	_ "github.com/marcboeker/go-duckdb/v2" // the driver

	"github.com/embecode/embecode/suites/memory/judge"
)

// distinctPaths counts the paths that an index holds as indexed.
func distinctPaths(ctx context.Context, database string) (count int64, err error) {
	return count, inspect(ctx, database, "SELECT count(DISTINCT path) FROM files WHERE skipped = 0", &count)
}

// orphans counts the rows of an index that belong to nothing.
func orphans(ctx context.Context, database string) ([]judge.Orphans, error) {
	kinds := []struct{ what, query string }{
		{judge.FilesTwice, "SELECT count(*) - count(DISTINCT path) FROM files"},
		{judge.ChunksAlone, "SELECT count(*) FROM chunks ANTI JOIN files ON chunks.file_id = files.id"},
		{judge.TextsAlone, "SELECT count(*) FROM texts ANTI JOIN chunks ON texts.chunk_id = chunks.id"},
		{judge.VectorsAlone, "SELECT count(*) FROM vectors ANTI JOIN chunks ON vectors.chunk_id = chunks.id"},
		{judge.MetadataTwice, "SELECT count(*) - count(DISTINCT key) FROM metadata"},
		{judge.OtherTables, "SELECT coalesce(sum(estimated_size), 0)::BIGINT FROM duckdb_tables() WHERE table_name NOT IN ('metadata', 'files', 'chunks', 'texts', 'vectors')"},
	}
	found := make([]judge.Orphans, len(kinds))
	var problems []error
	for i, kind := range kinds {
		found[i].What = kind.what
		problems = append(problems, inspect(ctx, database, kind.query, &found[i].Rows))
	}
	return found, errors.Join(problems...)
}

// otherTables counts the tables of a memory of vectors that hold none.
func otherTables(ctx context.Context, path string) (found judge.Orphans, err error) {
	found.What = judge.OtherTables
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		return found, err
	}
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT IN ('models', 'vectors')").Scan(&found.Rows)
	return found, errors.Join(err, db.Close())
}

// inspect asks an index through a connection of its own: the store that wrote it has no say in it, and is closed.
func inspect(ctx context.Context, database, query string, answer any) (err error) {
	db, err := sql.Open("duckdb", database+"?access_mode=READ_ONLY")
	if err != nil {
		return fmt.Errorf("look into %s: %w", database, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.QueryRowContext(ctx, query).Scan(answer); err != nil {
		return fmt.Errorf("look into %s: %w", database, err)
	}
	return nil
}
