package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("An appender", func() {
	var conn *sql.Conn

	BeforeEach(func(ctx SpecContext) {
		db, err := sql.Open("duckdb", "")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(db.Close)
		conn, err = db.Conn(context.WithoutCancel(ctx))
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(conn.Close)
		_, err = conn.ExecContext(ctx, "CREATE TABLE t (i BIGINT NOT NULL, text VARCHAR NOT NULL)")
		Expect(err).NotTo(HaveOccurred())
	})

	open := func(table string) (a *appender, err error) {
		return a, conn.Raw(func(raw any) (err error) { a, err = newAppender(raw.(driver.Conn), "memory", table); return err })
	}

	It("adds complete rows, in their order, across its batches", func(ctx SpecContext) {
		a, err := open("t")
		Expect(err).NotTo(HaveOccurred())
		const rows = 3*batch + 1
		for i := range int64(rows) {
			put(a, 0, i)
			a.putText(1, "a text that is longer than twelve bytes"[:i%30])
			Expect(a.next()).To(Succeed())
		}
		Expect(a.flush()).To(Succeed())
		Expect(a.close()).To(Succeed())
		Expect(a.close()).To(Succeed(), "closing twice is harmless")
		var count int
		Expect(conn.QueryRowContext(ctx, "SELECT count(*) FROM t WHERE i = rowid AND text = 'a text that is longer than twelve bytes'[:i % 30]").
			Scan(&count)).To(Succeed())
		Expect(count).To(Equal(rows))
	})

	DescribeTable("lets no more text wait than fits its bound",
		func(ctx SpecContext, size, rows int) {
			a, err := open("t")
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(a.close)
			text := strings.Repeat("t", size)
			for i := range int64(rows) {
				put(a, 0, i)
				a.putText(1, text)
				Expect(a.next()).To(Succeed())
			}
			var written int
			Expect(conn.QueryRowContext(ctx, "SELECT count(*) FROM t").Scan(&written)).To(Succeed())
			Expect((rows-written)*(size+textHeader)).To(BeNumerically("<=", flushBytes), "bytes that wait")
		},
		Entry("long texts", 100_000, 50),
		Entry("short ones", 10, 100_000),
		Entry("one larger than the bound", flushBytes+1, 1),
	)

	It("names the table that doesn't exist", func() {
		_, err := open("nowhere")
		Expect(err).To(MatchError(ContainSubstring("nowhere")))
	})

	It("says so when the driver has no connection of DuckDB's to give", func() {
		_, err := newAppender(struct{ driver.Conn }{}, "memory", "t")
		Expect(err).To(MatchError(ContainSubstring("holds no DuckDB connection")))
	})
})
