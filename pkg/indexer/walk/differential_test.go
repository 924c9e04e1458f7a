package walk_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
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

// compareRepositories makes count random repositories, each with files that are tracked whatever the rules, excludes of its
// own and of its user, and fails on the first of which, or of a folder of which, the walk and git see different files.
func compareRepositories(ctx SpecContext, words vocabulary, count int) {
	GinkgoHelper()
	someone := newUser()
	ruled := 0
	for i := range count {
		r := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), uint64(i)))
		planted := randomTree(r, words)
		files := slices.Sorted(maps.Keys(planted))
		rules := tree{".git/info/exclude": randomRules(r, words, files), "../ignore": randomRules(r, words, files)}
		dir := filepath.Join(scratch(), "tree")
		planted.plant(dir)
		someone.git(ctx, dir, "init", "--quiet", "--template=")
		rules.plant(dir)
		var tracked []string
		for _, path := range files {
			if r.IntN(4) == 0 {
				tracked = append(tracked, path)
			}
		}
		if i%2 == 0 {
			someone.git(ctx, dir, "config", "core.splitIndex", "true")
			someone.git(ctx, dir, "config", "splitIndex.maxPercentChange", "100")
		}
		for half := range slices.Chunk(tracked, (len(tracked)+2)/2) {
			someone.gitReading(ctx, dir, strings.Join(half, "\x00"), "update-index", "--add", "-z", "--stdin")
		}
		if len(tracked) > 0 && i%3 == 0 {
			someone.gitReading(ctx, dir, tracked[0], "update-index", "--force-remove", "-z", "--stdin")
		}
		someone.git(ctx, dir, "config", "core.excludesFile", filepath.Join(dir, "../ignore"))
		below := filepath.Dir(pick(r, append(files, "top")))
		theirs := someone.files(ctx, filepath.Join(dir, below))
		if len(theirs) == 1 && theirs[0] == "" {
			continue // the walk finds a root that is ignored
		}
		ours := paths(entries(ctx, filepath.Join(dir, below), walk.Options{UserExcludes: filepath.Join(dir, "../ignore")}))
		slices.Sort(ours)
		if !slices.Equal(ours, theirs) {
			Fail(fmt.Sprintf("repository %d of seed %d, from %q, tracking %q, with the rules %q:\n%s", i, GinkgoRandomSeed(), below, tracked,
				rules, describeDifference(under(planted, below, i), numbered(ours, i), numbered(theirs, i))))
		}
		ruled += len(files) - len(theirs)
	}
	Expect(ruled).To(BeNumerically(">", count), "the repositories hardly test anything")
}

// randomRules are a few lines about paths that exist.
func randomRules(r *rand.Rand, words vocabulary, files []string) string {
	var content strings.Builder
	for range r.IntN(4) {
		content.WriteString(words.line(r, pick(r, files)) + "\n")
	}
	return content.String()
}

// under are the files of a tree below a folder, as describeDifference wants them: in a folder with a number.
func under(t tree, folder string, number int) tree {
	in := tree{}
	for path, content := range t {
		if below, ok := strings.CutPrefix(path, strings.TrimPrefix(folder+"/", "./")); ok {
			in[fmt.Sprintf("%d/%s", number, below)] = content
		}
	}
	return in
}

func numbered(paths []string, number int) []string {
	var list []string
	for _, path := range paths {
		list = append(list, fmt.Sprintf("%d/%s", number, path))
	}
	return list
}

var _ = Describe("A walk of random repositories", func() {
	It("finds what git finds, whatever the patterns", func(ctx SpecContext) {
		compareRepositories(ctx, grammar, 60)
	})

	It("finds what git finds where the patterns are those that people write", func(ctx SpecContext) {
		compareRepositories(ctx, practice, 60)
	})

	It("finds what git finds in hundreds of them", Label("slow"), func(ctx SpecContext) {
		compareRepositories(ctx, grammar, *manyTrees/20)
		compareRepositories(ctx, practice, *manyTrees/20)
	})
})

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
