package walk_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

var _ = Describe("A walk with options", func() {
	source := tree{
		"main.go": "", "main.py": "", "dist/a.py": "", "src/a.py": "", "src/a.min.js": "", "src/gen/b.py": "",
		"src/gen/keep/c.py": "", "docs/dist/d.py": "",
	}

	DescribeTable("finds what is included and not excluded:", func(ctx SpecContext, o walk.Options, expected ...string) {
		Expect(paths(entries(ctx, source.planted(), o))).To(ConsistOf(expected))
	},
		Entry("everything by default", walk.Options{},
			"main.go", "main.py", "dist/a.py", "src/a.py", "src/a.min.js", "src/gen/b.py", "src/gen/keep/c.py",
			"docs/dist/d.py"),
		Entry("not what is in an excluded directory", walk.Options{Exclude: []string{"dist/", "*.min.js"}},
			"main.go", "main.py", "src/a.py", "src/gen/b.py", "src/gen/keep/c.py"),
		Entry("excludes take back what excludes before them said", walk.Options{Exclude: []string{"*.py", "!a.py"}},
			"main.go", "dist/a.py", "src/a.py", "src/a.min.js"),
		Entry("excludes are anchored at the root", walk.Options{Exclude: []string{"/dist", "src/gen"}},
			"main.go", "main.py", "src/a.py", "src/a.min.js", "docs/dist/d.py"),
		Entry("files that match an include", walk.Options{Include: []string{"*.go", "docs/**/*.py"}},
			"main.go", "docs/dist/d.py"),
		Entry("all in a directory that matches", walk.Options{Include: []string{"src/"}},
			"src/a.py", "src/a.min.js", "src/gen/b.py", "src/gen/keep/c.py"),
		Entry("but for the part that is taken back", walk.Options{Include: []string{"src/", "!src/gen/", "keep"}},
			"src/a.py", "src/a.min.js", "src/gen/keep/c.py"),
		Entry("the exclude wins over the include", walk.Options{Include: []string{"src/"}, Exclude: []string{"gen"}},
			"src/a.py", "src/a.min.js"),
		Entry("nothing where the only pattern matches nothing", walk.Options{Include: []string{"["}}),
	)

	It("never brings back what an ignore file ignores", func(ctx SpecContext) {
		dir := tree{".gitignore": "a\n", "a": "", "b": ""}.planted()
		options := walk.Options{Include: []string{"a", "b"}, Exclude: []string{"!a"}}
		Expect(paths(entries(ctx, dir, options))).To(ConsistOf("b"))
	})

	It("excludes what an ignore file keeps", func(ctx SpecContext) {
		dir := tree{".gitignore": "!a\n", "a": "", "b": ""}.planted()
		Expect(paths(entries(ctx, dir, walk.Options{Exclude: []string{"a"}}))).To(ConsistOf(".gitignore", "b"))
	})

	It("applies an include to what can't be indexed as well", func(ctx SpecContext) {
		dir := tree{"a": linkTo + "b", "b": "", "c": linkTo + "b"}.planted()
		Expect(paths(entries(ctx, dir, walk.Options{Include: []string{"a"}}))).To(ConsistOf("a"))
	})

	It("refuses pattern lists beyond the size limit", func() {
		tooMuch := []string{strings.Repeat("a", ignore.MaxSize+1)}
		_, err := walk.New(GinkgoT().TempDir(), walk.Options{Exclude: tooMuch})
		Expect(err).To(And(MatchError(ContainSubstring("read exclude patterns")), MatchError(ignore.ErrTooLarge)))
		_, err = walk.New(GinkgoT().TempDir(), walk.Options{Include: tooMuch})
		Expect(err).To(And(MatchError(ContainSubstring("read include patterns")), MatchError(ignore.ErrTooLarge)))
	})
})

var _ = Describe("A root", func() {
	It("must exist", func() {
		_, err := walk.New(filepath.Join(GinkgoT().TempDir(), "none"), walk.Options{})
		Expect(err).To(And(MatchError(ContainSubstring("look at root")), MatchError(os.ErrNotExist)))
	})

	It("must be a directory", func() {
		_, err := walk.New(filepath.Join(tree{"a": ""}.planted(), "a"), walk.Options{})
		Expect(err).To(MatchError(ContainSubstring("not a directory; give the directory that holds the tree")))
	})

	It("may be a symbolic link to one", func(ctx SpecContext) {
		dir := tree{"d/a": "", "l": linkTo + "d"}.planted()
		Expect(paths(entries(ctx, filepath.Join(dir, "l"), walk.Options{}))).To(ConsistOf("a"))
	})

	It("makes the walk fail once it is gone", func(ctx SpecContext) {
		dir := tree{"d/a": ""}.planted()
		walker, err := walk.New(filepath.Join(dir, "d"), walk.Options{})
		Expect(err).NotTo(HaveOccurred())
		Expect(os.RemoveAll(filepath.Join(dir, "d"))).To(Succeed())
		Expect(walker.Walk(ctx, func(walk.Entry) error { return nil })).To(MatchError(os.ErrNotExist))
	})

	It("stays the same when the working directory changes", func(ctx SpecContext) {
		dir := tree{"d/a": "", "e/": ""}.planted()
		GinkgoT().Chdir(dir)
		walker, err := walk.New("d", walk.Options{})
		Expect(err).NotTo(HaveOccurred())
		GinkgoT().Chdir(filepath.Join(dir, "e"))
		Expect(walker.Walk(ctx, func(walk.Entry) error { return nil })).To(Succeed())
	})

	It("is not looked above for ignore files", func(ctx SpecContext) {
		dir := tree{".gitignore": "a\n", "d/a": ""}.planted()
		Expect(paths(entries(ctx, filepath.Join(dir, "d"), walk.Options{}))).To(ConsistOf("a"))
	})
})

var _ = Describe("A walk", func() {
	It("delivers each file with size and time, in order, before what lies deeper", func(ctx SpecContext) {
		dir := tree{"b": "12345", "a/x": "1", "c": "", "Z": "", "a.b/y": ""}.planted()
		found := entries(ctx, dir, walk.Options{})
		Expect(paths(found)).To(Equal([]string{"Z", "b", "c", "a/x", "a.b/y"}))
		info, err := os.Lstat(filepath.Join(dir, "b"))
		Expect(err).NotTo(HaveOccurred())
		Expect(found[1]).To(Equal(walk.Entry{Path: "b", Size: 5, ModTime: info.ModTime()}))
	})

	It("finds the same in the same order each time", func(ctx SpecContext) {
		dir := tree{"b": "", "a/x": "", "c": "", "a/b/y": "", "d/.gitignore": "e"}.planted()
		first := paths(entries(ctx, dir, walk.Options{}))
		Expect(first).To(HaveLen(5))
		for range 5 {
			Expect(paths(entries(ctx, dir, walk.Options{}))).To(Equal(first))
		}
	})

	It("passes over whatever is named .git, and over nothing that is merely named like it", func(ctx SpecContext) {
		dir := tree{".git/config": "", "sub/.git": "gitdir: x", "sub/a": "", ".gitx/a": "", ".GIT": ""}.planted()
		Expect(paths(entries(ctx, dir, walk.Options{}))).To(ConsistOf("sub/a", ".gitx/a", ".GIT"))
	})

	It("enters nested repositories like any directory", func(ctx SpecContext) {
		dir := tree{"sub/.git/HEAD": "ref: refs/heads/main\n", "sub/.gitignore": "b\n", "sub/a": "", "sub/b": ""}.planted()
		Expect(paths(entries(ctx, dir, walk.Options{}))).To(ConsistOf("sub/.gitignore", "sub/a"))
	})

	It("delivers names byte for byte", func(ctx SpecContext) {
		names := []string{"a\nb", "\xff\xfe", "\u00e9", "e\u0301", " ", "a\\b", strings.Repeat("n", 255), "case", "CASE"}
		planted := tree{}
		for _, name := range names {
			planted[name+"/"+name] = ""
		}
		found := paths(entries(ctx, planted.planted(), walk.Options{}))
		slices.Sort(names)
		Expect(found).To(HaveLen(len(names)))
		for i, path := range found {
			Expect(path).To(Equal(names[i] + "/" + names[i]))
		}
	})
})
