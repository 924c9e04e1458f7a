package walk_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk"
)

var manyTrees = flag.Int("walk.trees", 5000, "how many random trees the slow comparison with git takes, of each kind")

// treesPerGit is how many trees share one git process and one walk. Each is a directory of its own, where its patterns
// are anchored.
const treesPerGit = 250

// compareWithGit plants count random trees and fails on the first that the walk and git see differently. The tree of a
// number depends on Ginkgo's seed and on nothing else.
func compareWithGit(ctx SpecContext, words vocabulary, count int) {
	GinkgoHelper()
	reference, ignored, kept := newGit(ctx), 0, 0
	for first := 0; first < count; first += treesPerGit {
		all := tree{}
		for i := first; i < min(first+treesPerGit, count); i++ {
			r := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), uint64(i)))
			for path, content := range randomTree(r, words) {
				all[fmt.Sprintf("%d/%s", i, path)] = content
			}
		}
		dir := scratch()
		all.plant(dir)
		ours := paths(entries(ctx, dir, walk.Options{}))
		slices.Sort(ours)
		theirs := reference.others(ctx, dir)
		if !slices.Equal(ours, theirs) {
			Fail(describeDifference(all, ours, theirs))
		}
		kept += len(theirs)
		ignored += len(all) - len(theirs)
		Expect(os.RemoveAll(dir)).To(Succeed())
	}
	Expect(min(kept, ignored)).To(BeNumerically(">", (kept+ignored)/10), "the trees hardly test anything")
	AddReportEntry("Compared with git", ReportEntryVisibilityFailureOrVerbose,
		fmt.Sprintf("%d trees, %d files kept, %d ignored, 0 differences", count, kept, ignored))
}

// describeDifference shows the first tree about which the two lists differ: its files, and what each side says.
func describeDifference(all tree, ours, theirs []string) string {
	differs := func(path string) bool { return slices.Contains(ours, path) != slices.Contains(theirs, path) }
	paths := slices.Sorted(maps.Keys(all))
	number, _, _ := strings.Cut(paths[slices.IndexFunc(paths, differs)], "/")
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s of seed %d differs from git:\n", number, GinkgoRandomSeed())
	for _, path := range paths {
		if !strings.HasPrefix(path, number+"/") {
			continue
		}
		fmt.Fprintf(&b, "%q", path)
		if all[path] != "" {
			fmt.Fprintf(&b, " holding %q", all[path])
		}
		if differs(path) {
			fmt.Fprintf(&b, "  <- found here: %t, by git: %t", slices.Contains(ours, path), slices.Contains(theirs, path))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

var _ = Describe("A walk of random trees", func() {
	It("finds what git finds, whatever the patterns", func(ctx SpecContext) {
		compareWithGit(ctx, grammar, 150)
	})

	It("finds what git finds where the patterns are those that people write", func(ctx SpecContext) {
		compareWithGit(ctx, practice, 100)
	})

	It("finds what git finds in thousands of them", Label("slow"), func(ctx SpecContext) {
		compareWithGit(ctx, grammar, *manyTrees)
		compareWithGit(ctx, practice, *manyTrees)
	})
})
