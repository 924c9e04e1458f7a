package indexer_test

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/gspec"
	_ "github.com/embecode/embecode/pkg/gmem/native/duckdb" // its meters
	"github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

var _ = Describe("Indexing everything strange again and again", Serial, Label("slow", "memory"), func() {
	It("leaves nothing open and nothing alive", gspec.Alone(func(ctx SpecContext) {
		root, folder := GinkgoT().TempDir(), GinkgoT().TempDir()
		hostileTree(root)
		giveAway(folder)
		runs, found := 0, int64(0)
		index := func(context.Context) error {
			runs++
			status, _ := realIndex(ctx, root, filepath.Join(folder, fmt.Sprint(runs)))
			found += status.Found
			Expect(treesitter.Live().Bytes).To(BeZero(), "before any collection")
			return nil
		}
		var rounds gmem.Rounds
		asNobody(func() {
			var err error
			rounds, err = gmem.Repeat(ctx, index, gmem.RepeatOptions{
				Unit: "file", Done: func() int64 { return found }, Calls: 4, Allowance: 32,
			})
			Expect(err).NotTo(HaveOccurred())
		})
		Expect(rounds).NotTo(gmem.HaveLeaked())
	}, gspec.AloneOptions{QuietAllocators: true}), SpecTimeout(5*time.Minute))
})
