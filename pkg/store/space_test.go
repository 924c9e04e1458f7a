package store

import (
	"database/sql"
	"errors"
	"fmt"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("An error for want of space", func() {
	DescribeTable("is ErrNoSpace, with what to do", func(text string) {
		err := explain(fmt.Errorf("update index /a/b: %w", errors.New(text)))
		Expect(err).To(MatchError(ErrNoSpace))
		Expect(err).To(MatchError(And(HavePrefix("update index /a/b: "), HaveSuffix("free some and try again"))))
	},
		Entry("of the disk", `IO Error: Could not write file "/a/b": No space left on device`),
		Entry("of the quota", `IO Error: Could not write file "/a/b": Disk quota exceeded`),
		Entry("for larger files", `IO Error: Could not write file "/a/b": File too large`),
		Entry("on Windows", `IO Error: Could not write file "/a/b": There is not enough space on the disk.`),
		Entry("as the system says it", syscall.ENOSPC.Error()),
		Entry("in a synced file", "FATAL Error: fsync failed! No space left on device"),
	)

	It("is ErrNoSpace where DuckDB spills, without its advice about settings", func(ctx SpecContext) {
		db, err := sql.Open("duckdb", "")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(db.Close)
		for _, statement := range []string{
			"SET memory_limit = '18MB'", "SET threads = 1", "SET temp_directory = " + literal(GinkgoT().TempDir()), "SET max_temp_directory_size = '1MB'",
		} {
			_, err := db.ExecContext(ctx, statement)
			Expect(err).NotTo(HaveOccurred())
		}
		_, err = db.ExecContext(ctx, "CREATE TABLE t AS SELECT hash(i) AS a, hash(i + 1) AS b FROM range(10000000) r(i)")
		err = explain(fmt.Errorf("update index /a/b: %w", err))
		Expect(err).To(MatchError(ErrNoSpace))
		Expect(err).To(MatchError(And(ContainSubstring("failed to offload data block"), Not(ContainSubstring("max_temp_directory_size")),
			HaveSuffix("free some and try again"))))
	})
})
