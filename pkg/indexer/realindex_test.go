package indexer_test

import (
	"context"
	"database/sql"

	_ "github.com/marcboeker/go-duckdb/v2" // the driver, to read the index without the store's help
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

// realIndex indexes the tree below root into a database, all parts real but the embedder, and closes it.
func realIndex(ctx context.Context, root, database string) (indexer.Status, store.Stats) {
	GinkgoHelper()
	kept, err := store.Open(ctx, database, store.Options{Model: embed.Fake{}.Model()})
	Expect(err).NotTo(HaveOccurred())
	ix := newIndexer(root, realParts(root, indexer.InStore(kept)))
	Expect(ix.FullIndex(ctx)).To(Succeed())
	stats, err := kept.Stats(ctx)
	Expect(err).NotTo(HaveOccurred())
	Expect(kept.Close()).To(Succeed())
	return ix.Status(), stats
}

// storedFile is a file as the index has it.
type storedFile struct {
	path    string
	skipped store.SkipReason
	chunks  int
}

// storedFiles reads a closed index.
func storedFiles(ctx context.Context, database string) (files []storedFile) {
	GinkgoHelper()
	db, err := sql.Open("duckdb", database+"?access_mode=READ_ONLY")
	Expect(err).NotTo(HaveOccurred())
	defer func() { Expect(db.Close()).To(Succeed()) }()
	rows, err := db.QueryContext(ctx, `SELECT path, skipped, (SELECT count(*) FROM chunks WHERE file_id = files.id) FROM files`)
	Expect(err).NotTo(HaveOccurred())
	defer func() { Expect(rows.Close()).To(Succeed()) }()
	for rows.Next() {
		var file storedFile
		Expect(rows.Scan(&file.path, &file.skipped, &file.chunks)).To(Succeed())
		files = append(files, file)
	}
	Expect(rows.Err()).NotTo(HaveOccurred())
	return files
}
