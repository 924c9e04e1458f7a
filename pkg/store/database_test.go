package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// wholeChunks begins a query that reads whole_chunks: the chunks with their texts, where those are ASCII.
const wholeChunks = `WITH whole_chunks AS (SELECT c.*, left(text, content_bytes) AS content,
	substr(text, content_bytes + 1, context_bytes) AS context, substr(text, content_bytes + context_bytes + 1) AS names
	FROM chunks c LEFT JOIN (SELECT chunk_id, string_agg(text, '' ORDER BY slice) AS text FROM texts GROUP BY chunk_id) ON chunk_id = c.id) `

// withDatabase opens a DuckDB file without the store.
func withDatabase(ctx context.Context, path string, do func(*sql.DB)) {
	GinkgoHelper()
	db, err := sql.Open("duckdb", ":memory:")
	Expect(err).NotTo(HaveOccurred())
	defer func() { Expect(db.Close()).To(Succeed()) }()
	db.SetMaxOpenConns(1) // USE holds for one connection
	for _, statement := range []string{"ATTACH '" + strings.ReplaceAll(path, "'", "''") + "' AS x", "USE x"} {
		_, err = db.ExecContext(ctx, statement)
		Expect(err).NotTo(HaveOccurred())
	}
	do(db)
}

func database(ctx context.Context, path, statement string) {
	GinkgoHelper()
	withDatabase(ctx, path, func(db *sql.DB) {
		_, err := db.ExecContext(ctx, statement)
		Expect(err).NotTo(HaveOccurred())
	})
}

func rowsOf(ctx context.Context, path, query string) []string {
	GinkgoHelper()
	var texts []string
	withDatabase(ctx, path, func(db *sql.DB) {
		rows, err := db.QueryContext(ctx, query)
		Expect(err).NotTo(HaveOccurred())
		defer func() { Expect(rows.Close()).To(Succeed()) }()
		for rows.Next() {
			var text string
			Expect(rows.Scan(&text)).To(Succeed())
			texts = append(texts, text)
		}
		Expect(rows.Err()).NotTo(HaveOccurred())
	})
	return texts
}

func filesBeside(path string) []string {
	GinkgoHelper()
	entries, err := os.ReadDir(filepath.Dir(path))
	Expect(err).NotTo(HaveOccurred())
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
