// Package sqlite counts users in a SQLite database.
package sqlite

import (
	"context"
	"database/sql"

	_ "github.com/mattn/go-sqlite3" // the driver
)

// Open returns a database in memory with some users in it. The caller closes it.
func Open(ctx context.Context) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, "CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('ada'), ('grace')")
	return db, err
}

// Count counts the users of a name. Leaky, it leaves its statement open.
func Count(ctx context.Context, db *sql.DB, name string, leaky bool) (count int, err error) {
	statement, err := db.PrepareContext(ctx, "SELECT count(*) FROM users WHERE name = ?")
	if err != nil {
		return 0, err
	}
	if !leaky {
		defer statement.Close()
	}
	return count, statement.QueryRowContext(ctx, name).Scan(&count)
}
