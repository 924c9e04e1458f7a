//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package duckdb_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"path/filepath"
	"unsafe"

	"github.com/marcboeker/go-duckdb/v2"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	meters "github.com/embecode/embecode/pkg/gmem/native/duckdb"
	"github.com/embecode/embecode/pkg/gmem/native/duckdb/duckdbtest"
)

// opened returns how many handles of this kind are open.
func opened(kind string) int64 {
	GinkgoHelper()
	for _, count := range meters.Handles() {
		if count.Kind == kind {
			return count.Opened - count.Closed
		}
	}
	Fail("no handles of the kind " + kind)
	return 0
}

// still is how many handles of each of DuckDB's kinds are open, values left out where the driver is known to leak them.
func still() map[string]int64 {
	open := map[string]int64{}
	for _, count := range meters.Handles() {
		open[count.Kind] = count.Opened - count.Closed
	}
	delete(open, "DuckDB value")
	return open
}

var _ = Describe("The DuckDB meters", Serial, func() {
	const dimensions = 768

	var (
		connector *duckdb.Connector
		db        *sql.DB
		atStart   map[string]int64
	)

	BeforeEach(func(ctx SpecContext) {
		atStart = still()
		var err error
		connector, err = duckdb.NewConnector(filepath.Join(GinkgoT().TempDir(), "meters.duckdb"), nil)
		Expect(err).NotTo(HaveOccurred())
		db = sql.OpenDB(connector)
		DeferCleanup(db.Close)
		_, err = db.ExecContext(ctx, "CREATE TABLE vectors (v FLOAT[768])")
		Expect(err).NotTo(HaveOccurred())
	})

	It("see the child values that the driver never destroys: 768 for each bound vector", func(ctx SpecContext) {
		values := opened("DuckDB value")
		for bound := 1; bound <= 3; bound++ {
			before := native.Read().CXX
			_, err := db.ExecContext(ctx, "INSERT INTO vectors VALUES (?)", make([]float32, dimensions))
			Expect(err).NotTo(HaveOccurred())
			Expect(opened("DuckDB value") - values).To(BeEquivalentTo(bound * dimensions))
			Expect(native.Read().CXX.Sub(before).Blocks).To(BeNumerically(">=", dimensions))
		}
	})

	It("see that the appender destroys its values", func(ctx SpecContext) {
		values := opened("DuckDB value")
		conn, err := connector.Connect(ctx)
		Expect(err).NotTo(HaveOccurred())
		appender, err := duckdb.NewAppenderFromConn(conn, "", "vectors")
		Expect(err).NotTo(HaveOccurred())
		Expect(opened("DuckDB appender") - atStart["DuckDB appender"]).To(BeEquivalentTo(1))
		for range 10 {
			Expect(appender.AppendRow(make([]float32, dimensions))).To(Succeed())
		}
		Expect(appender.Close()).To(Succeed())
		Expect(conn.Close()).To(Succeed())
		Expect(opened("DuckDB appender")).To(Equal(atStart["DuckDB appender"]))
		Expect(opened("DuckDB value")).To(Equal(values))
	})

	It("see a statement and a result until each is closed", func(ctx SpecContext) {
		statements, results := opened("DuckDB statement"), opened("DuckDB result")
		conn, err := db.Conn(ctx)
		Expect(err).NotTo(HaveOccurred())
		statement, err := conn.PrepareContext(ctx, "SELECT 1")
		Expect(err).NotTo(HaveOccurred())
		rows, err := statement.QueryContext(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(opened("DuckDB statement") - statements).To(BeEquivalentTo(1))
		Expect(opened("DuckDB result") - results).To(BeEquivalentTo(1))
		Expect(rows.Next()).To(BeTrue())
		Expect(rows.Err()).NotTo(HaveOccurred())
		Expect(rows.Close()).To(Succeed())
		Expect(opened("DuckDB result")).To(Equal(results))
		Expect(statement.Close()).To(Succeed())
		Expect(opened("DuckDB statement")).To(Equal(statements))
		Expect(conn.Close()).To(Succeed())
	})

	It("see each database and connection, and none when the database is closed", func(ctx SpecContext) {
		Expect(opened("DuckDB database") - atStart["DuckDB database"]).To(BeEquivalentTo(1))
		connections := opened("DuckDB connection")
		var kept []driver.Conn
		for range 3 {
			conn, err := connector.Connect(ctx)
			Expect(err).NotTo(HaveOccurred())
			kept = append(kept, conn)
		}
		Expect(opened("DuckDB connection") - connections).To(BeEquivalentTo(3))
		for _, conn := range kept {
			Expect(conn.Close()).To(Succeed())
		}
		_, err := db.ExecContext(ctx, "SELECT nothing")
		Expect(err).To(HaveOccurred())
		Expect(query(ctx, db)).To(BeZero())
		Expect(db.Close()).To(Succeed())
		Expect(still()).To(Equal(atStart))
	})

	It("see what jemalloc holds of the database, and that closing it frees that", func(ctx SpecContext) {
		const held = 8_000_000 // a temporary table of a million doubles that don't compress
		before, present := meters.ReadBuffers()
		Expect(present).To(BeTrue())
		_, err := db.ExecContext(ctx, "CREATE TEMPORARY TABLE many AS SELECT random() AS n FROM range(1_000_000)")
		Expect(err).NotTo(HaveOccurred())
		full, _ := meters.ReadBuffers()
		Expect(full.Allocated - before.Allocated).To(BeNumerically(">", held/2))
		Expect(full.Resident).To(BeNumerically(">=", full.Allocated))
		Expect(db.Close()).To(Succeed())
		closed, _ := meters.ReadBuffers()
		Expect(full.Allocated - closed.Allocated).To(BeNumerically(">", held/2))
	})

	It("see which pages jemalloc has in RAM, and not those of others", func() {
		const size = 32 << 20
		resident := func() gmem.Bytes {
			GinkgoHelper()
			bytes, err := meters.ReadResident()
			Expect(err).NotTo(HaveOccurred())
			return bytes
		}
		before, others := resident(), nativeResident()
		block := duckdbtest.Malloc(size)
		touch(block, size)
		grown := resident() - before
		Expect(grown).To(BeNumerically("~", size, size/10))
		Expect(nativeResident() - others).To(BeNumerically("~", 0, size/10))
		duckdbtest.Free(block)
	})
})

func nativeResident() gmem.Bytes {
	GinkgoHelper()
	resident, err := native.ReadResident()
	Expect(err).NotTo(HaveOccurred())
	return resident.Native
}

// touch writes to each page of a block.
func touch(block unsafe.Pointer, size int) {
	bytes := unsafe.Slice((*byte)(block), size)
	for i := 0; i < size; i += 4096 {
		bytes[i] = 1
	}
}

// query counts the rows of the vectors table.
func query(ctx context.Context, db *sql.DB) (count int) {
	GinkgoHelper()
	Expect(db.QueryRowContext(ctx, "SELECT count(*) FROM vectors").Scan(&count)).To(Succeed())
	return count
}
