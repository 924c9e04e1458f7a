package indexer_test

import (
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

// Serial, since the process gives up root's rights for its time.
var _ = Describe("A tree with everything strange that people keep on disk", Serial, Label("slow"), func() {
	It("has each file accounted for, by the status and by the database, and nothing from outside", func(ctx SpecContext) {
		root, folder := GinkgoT().TempDir(), GinkgoT().TempDir()
		expected := hostileTree(root)
		giveAway(folder)
		database := filepath.Join(folder, "index.duckdb")
		var status indexer.Status
		var stats store.Stats
		asNobody(func() { status, stats = realIndex(ctx, root, database) })

		var without []string
		found, reasons := map[string]store.SkipReason{}, map[store.SkipReason]int64{}
		files := storedFiles(ctx, database)
		for _, file := range files {
			found[file.path] = file.skipped
			if file.skipped != store.NotSkipped {
				reasons[file.skipped]++
				Expect(file.chunks).To(BeZero(), file.path)
			} else if file.chunks == 0 {
				without = append(without, file.path)
			}
		}
		Expect(found).To(Equal(expected))
		Expect(files).To(HaveLen(len(expected)), "no path comes twice")
		Expect(without).To(ConsistOf("content/empty.py", "content/blank.py"))
		Expect(status.Skipped).To(Equal(reasons))
		Expect(status.Found).To(BeEquivalentTo(len(expected)))
		Expect(status.Indexed + status.TotalSkipped()).To(Equal(status.Found))
		Expect([]int64{stats.Files, stats.Skipped, stats.Chunks}).To(Equal([]int64{status.Indexed, status.TotalSkipped(), status.Chunks}))
	}, SpecTimeout(3*time.Minute))

	It("has a file that keeps the parser busy past its deadline split by lines", func(ctx SpecContext) {
		root := tree(map[string]string{"busy.cpp": strings.Repeat("} - ", 10_000), "a.cpp": "int a;\n"})
		database := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		status, _ := realIndex(ctx, root, database)
		Expect(status.Skipped).To(BeEmpty())
		chunks := map[string]int{}
		for _, file := range storedFiles(ctx, database) {
			chunks[file.path] = file.chunks
		}
		Expect(chunks).To(And(HaveLen(2), HaveKeyWithValue("a.cpp", 1), HaveKeyWithValue("busy.cpp", BeNumerically(">", 5))))
	}, SpecTimeout(time.Minute))
})
