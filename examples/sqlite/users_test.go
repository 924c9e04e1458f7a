package sqlite_test

import (
	"context"
	"flag"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/examples/sqlite"
	"github.com/embecode/embecode/pkg/gmem"
	_ "github.com/embecode/embecode/pkg/gmem/native"
)

var leaky = flag.Bool("leaky", false, "leave statements open")

func TestSQLite(t *testing.T) { RegisterFailHandler(Fail); RunSpecs(t, "SQLite") }

var _ = It("counts users and leaves nothing behind", func(ctx SpecContext) {
	db, err := sqlite.Open(ctx)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(db.Close)
	Expect(gmem.Repeat(ctx, func(ctx context.Context) error {
		_, err := sqlite.Count(ctx, db, "ada", *leaky)
		return err
	}, gmem.RepeatOptions{Calls: 500})).NotTo(gmem.HaveLeaked())
})
