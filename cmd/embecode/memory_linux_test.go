package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/synth"
)

var treeScale = flag.Float64("scale", 1, "size of the tree that memory is measured with: 1 is 2,000 files")

// peakOf runs a command and returns its peak resident memory in bytes, as the kernel counted it. That starts at this process's
// own peak, from which the child was forked: it is never too low.
func (u *user) peakOf(ctx context.Context, args ...string) int64 {
	GinkgoHelper()
	command := u.command(ctx, args...)
	output, err := command.CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(output))
	return command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024
}

var _ = Describe("The built program, measured from outside", Serial, Label("memory", "slow"), func() {
	var u *user
	var files int

	BeforeEach(func(ctx SpecContext) {
		u = newUser()
		u.env = append(u.env, "TMPDIR="+u.home)
		summary, err := synth.Generate(ctx, u.folder, synth.Options{Seed: 1, Scale: *treeScale})
		Expect(err).NotTo(HaveOccurred())
		files = summary.Files
	}, NodeTimeout(5*time.Minute))

	within := func(what string, peak int64) {
		GinkgoHelper()
		AddReportEntry(what, fmt.Sprintf("%d files: peak of %.1f MB", files, float64(peak)/1e6))
		Expect(peak).To(BeNumerically(">", 20_000_000), "a program with DuckDB in it takes more: it was not measured")
		Expect(peak).To(BeNumerically("<", int64(indexer.DefaultBudget)), what)
	}
	leavesNothing := func(but ...string) {
		GinkgoHelper()
		Expect(everything(u.home)).To(HaveLen(1))
		var left []string
		for _, pattern := range []string{"*", "trees/*/*"} {
			found, err := filepath.Glob(filepath.Join(u.cache, "embecode", pattern))
			Expect(err).NotTo(HaveOccurred())
			for _, path := range found {
				left = append(left, filepath.Base(path))
			}
		}
		Expect(left).To(ConsistOf(append(but, "trees", "index.duckdb", "index.duckdb.lock", "tree")))
	}

	It("indexes, updates, searches and says its status within the budget, and leaves no file behind", func(ctx SpecContext) {
		within("index", u.peakOf(ctx, "index"))
		Expect(u.succeeds(ctx, "status", "--json")).To(ContainSubstring(fmt.Sprintf(`"files": %d,`, files)))
		u.writes("src/new.py", "def new():\n    return 1\n")
		within("update", u.peakOf(ctx, "index"))
		within("full index over another", u.peakOf(ctx, "index", "--full"))
		within("status", u.peakOf(ctx, "status"))
		var most int64
		for _, words := range []string{"new", "open connection", "parse the user's settings", "retry", "validate order", "cache"} {
			most = max(most, u.peakOf(ctx, "search", words, "-k", "100"))
		}
		within("searches by words", most)
		leavesNothing()
	}, SpecTimeout(10*time.Minute))

	It("indexes through a server within the budget, the first time and from what it remembers", func(ctx SpecContext) {
		model := newModelServer()
		u.env = append(u.env, "EMBECODE_PROVIDER=openai", "EMBECODE_URL="+model.URL, "EMBECODE_MODEL=m")
		within("first index", u.peakOf(ctx, "index"))
		Expect(model.embedded()).To(BeNumerically(">", 2*files))
		within("full index from memory", u.peakOf(ctx, "index", "--full"))
		Expect(model.embedded()).To(BeZero())
		within("search by words and by meaning", u.peakOf(ctx, "search", "validate order", "-k", "100"))
		leavesNothing("vectors.sqlite")
	}, SpecTimeout(20*time.Minute))
})
