package workload

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	_ "github.com/marcboeker/go-duckdb/v2" // the driver
)

// distinctPaths counts the paths that an index holds as indexed, through a connection of its own: the store that wrote
// them has no say in it, and is closed.
func distinctPaths(ctx context.Context, database string) (count int64, err error) {
	db, err := sql.Open("duckdb", database+"?access_mode=READ_ONLY")
	if err != nil {
		return 0, fmt.Errorf("count the paths in %s: %w", database, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	row := db.QueryRowContext(ctx, "SELECT count(DISTINCT path) FROM files WHERE skipped = 0")
	if err := row.Scan(&count); err != nil {
		return 0, fmt.Errorf("count the paths in %s: %w", database, err)
	}
	return count, nil
}
