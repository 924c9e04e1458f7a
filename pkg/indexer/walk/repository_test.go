package walk_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/indexer/walk/git"
)

// user is somebody who works with git: a home folder, and settings that are nobody else's.
type user struct{ home string }

func newUser() user {
	GinkgoHelper()
	if _, err := exec.LookPath("git"); err != nil {
		Skip("git is not installed, so there is nothing to compare with")
	}
	return user{GinkgoT().TempDir()}
}

func (u user) getenv(name string) string {
	return map[string]string{"HOME": u.home, "GIT_CONFIG_NOSYSTEM": "1"}[name]
}

// git runs git in a folder.
func (u user) git(ctx context.Context, dir string, arguments ...string) string {
	GinkgoHelper()
	return u.gitReading(ctx, dir, "", arguments...)
}

// gitReading runs git in a folder, and has it read a text.
func (u user) gitReading(ctx context.Context, dir, stdin string, arguments ...string) string {
	GinkgoHelper()
	arguments = append([]string{"-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false"}, arguments...)
	command := exec.CommandContext(ctx, "git", arguments...)
	command.Dir = dir
	command.Stdin = strings.NewReader(stdin)
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + u.home, "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b",
	}
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	Expect(err).NotTo(HaveOccurred(), "git %s: %s", strings.Join(arguments, " "), &problems)
	return string(out)
}

// files are those that git tracks or doesn't ignore in a folder of a work tree, sorted.
func (u user) files(ctx context.Context, dir string) []string {
	GinkgoHelper()
	listed := u.git(ctx, dir, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	list := strings.Split(strings.TrimSuffix(listed, "\x00"), "\x00")
	slices.Sort(list)
	return slices.Compact(list)
}

// options are those of a walk for this user.
func (u user) options() walk.Options {
	GinkgoHelper()
	excludes, err := git.UserExcludes(u.getenv)
	Expect(err).NotTo(HaveOccurred())
	return walk.Options{UserExcludes: excludes}
}

// found are the paths of all entries without an error, sorted.
func found(ctx context.Context, dir string, options walk.Options) []string {
	GinkgoHelper()
	var list []string
	for _, entry := range entries(ctx, dir, options) {
		if entry.Err == nil {
			list = append(list, entry.Path)
		}
	}
	slices.Sort(list)
	return list
}

var _ = Describe("A walk of a repository", func() {
	var someone user
	var top string

	BeforeEach(func(ctx SpecContext) {
		someone = newUser()
		top = filepath.Join(GinkgoT().TempDir(), "top")
		tree{"a.py": "", "src/b.py": ""}.plant(top)
		someone.git(ctx, top, "init", "--quiet")
	})

	commit := func(ctx SpecContext, dir string) {
		GinkgoHelper()
		someone.git(ctx, dir, "add", "--force", ".")
		someone.git(ctx, dir, "commit", "--quiet", "--message=all")
	}

	DescribeTable("ignores what git ignores there,", func(ctx SpecContext, files tree, below string, expected ...string) {
		for path, content := range files {
			if inHome, ok := strings.CutPrefix(path, "~/"); ok {
				tree{inHome: content}.plant(someone.home)
			} else {
				tree{path: content}.plant(top)
			}
		}
		dir := filepath.Join(top, below)
		Expect(someone.files(ctx, dir)).To(Equal(expected), "the table is wrong, says git")
		Expect(found(ctx, dir, someone.options())).To(Equal(expected))
	},
		Entry("by its own excludes", tree{".git/info/exclude": "*.tmp\nsrc/gen/\n", "x.tmp": "", "src/gen/c": "", "src/x.tmp": ""},
			"", "a.py", "src/b.py"),
		Entry("by those of the user", tree{"~/.config/git/ignore": "*.swp\n", "src/x.swp": ""}, "", "a.py", "src/b.py"),
		Entry("by those that the user's configuration names", tree{"~/.gitconfig": "[core]\n\texcludesFile = ~/mine\n", "~/mine": "/src\n"},
			"", "a.py"),
		Entry("by its own before those of the user", tree{".git/info/exclude": "!*.swp\n", "~/.config/git/ignore": "*.swp\n", "x.swp": ""},
			"", "a.py", "src/b.py", "x.swp"),
		Entry("by the tree's ignore files before both", tree{
			".git/info/exclude": "*.swp\n", "src/.gitignore": "!x.swp\n", "src/x.swp": "",
			"y.swp": "",
		}, "", "a.py", "src/.gitignore", "src/b.py", "src/x.swp"),
		Entry("anchored at its top", tree{".git/info/exclude": "/b.py\n/src/c.py\n", "src/c.py": ""}, "", "a.py", "src/b.py"),
		Entry("seen from a folder below", tree{".gitignore": "*.tmp\n/src/gen\n", "src/x.tmp": "", "src/gen/c": ""}, "src", "b.py"),
		Entry("seen from two folders below", tree{
			".gitignore": "gen\n", "src/.gitignore": "/in/*.o\n!in/gen\n", "src/in/x.o": "",
			"src/in/gen/a": "", "src/in/y": "", "src/in/d/gen": "",
		}, "src/in", "gen/a", "y"),
		Entry("by the excludes, seen from a folder below", tree{".git/info/exclude": "/src/c.py\n/b.py\n", "src/c.py": ""}, "src", "b.py"),
		Entry("by the user's, seen from a folder below", tree{"~/.config/git/ignore": "/src/c.py\n", "src/c.py": ""}, "src", "b.py"),
	)

	It("finds all that the ignore files of the tree leave when told to look at nothing else", func(ctx SpecContext) {
		tree{
			".git/info/exclude": "*.tmp\n", "src/x.tmp": "", ".gitignore": "*.log\n", "src/x.log": "", "src/.gitignore": "*.o\n", "src/x.o": "",
			"src/x.swp": "",
		}.plant(top)
		tree{".config/git/ignore": "*.swp\n"}.plant(someone.home)
		options := someone.options()
		options.TreeOnly = true
		Expect(found(ctx, filepath.Join(top, "src"), options)).To(Equal([]string{".gitignore", "b.py", "x.log", "x.swp", "x.tmp"}))
	})

	It("finds a root that the repository around it ignores as if there were none", func(ctx SpecContext) {
		tree{".gitignore": "*\n", "src/in/c.py": "", "src/in/.gitignore": "x\n", "src/in/x": ""}.plant(top)
		Expect(found(ctx, filepath.Join(top, "src"), someone.options())).To(Equal([]string{"b.py", "in/.gitignore", "in/c.py"}))
		Expect(found(ctx, filepath.Join(top, "src/in"), someone.options())).To(Equal([]string{".gitignore", "c.py"}))
	})

	Describe("whose rules ignore what git tracks", func() {
		BeforeEach(func(ctx SpecContext) {
			tree{
				"build/plan.py": "", "build/deep/er/x.py": "", "src/keep.log": "", "src/build/c.py": "", "dist": "", "logs/a.log": "",
			}.plant(top)
			commit(ctx, top)
			tree{
				".gitignore": "build/\n*.log\ndist\nout/\n", "build/untracked.py": "", "build/deep/y.py": "", "src/x.log": "", "out/z.py": "",
				"build-x/a.log": "", "src/build/d.py": "",
			}.plant(top)
		})

		tracked := []string{
			".gitignore", "a.py", "build/deep/er/x.py", "build/plan.py", "dist", "logs/a.log", "src/b.py", "src/build/c.py", "src/keep.log",
		}

		It("finds that nevertheless, and nothing else that they ignore", func(ctx SpecContext) {
			Expect(someone.files(ctx, top)).To(Equal(tracked))
			Expect(found(ctx, top, someone.options())).To(Equal(tracked))
		})

		It("does so seen from a folder that they ignore", func(ctx SpecContext) {
			dir := filepath.Join(top, "build")
			Expect(someone.files(ctx, dir)).To(Equal([]string{"deep/er/x.py", "plan.py"}))
			Expect(found(ctx, dir, someone.options())).To(Equal([]string{"deep/er/x.py", "plan.py"}))
		})

		It("does so with any version of the index", func(ctx SpecContext) {
			someone.git(ctx, top, "update-index", "--index-version", "4")
			Expect(found(ctx, top, someone.options())).To(Equal(tracked))
		})

		It("does so with an index that holds whole folders of a sparse checkout", func(ctx SpecContext) {
			someone.git(ctx, top, "sparse-checkout", "set", "--cone", "--sparse-index", "build", "src")
			Expect(someone.git(ctx, top, "ls-files", "--sparse")).To(ContainSubstring("logs/\n"), "the index holds no folder")
			tree{"logs/b.log": ""}.plant(top)
			Expect(found(ctx, top, someone.options())).To(Equal(slices.DeleteFunc(slices.Clone(tracked), func(path string) bool {
				return path == "logs/a.log"
			})))
		})

		It("finds the same where the index is split in two", func(ctx SpecContext) {
			someone.git(ctx, top, "update-index", "--split-index")
			Expect(filepath.Glob(filepath.Join(top, ".git/sharedindex.*"))).NotTo(BeEmpty())
			Expect(found(ctx, top, someone.options())).To(Equal(tracked))
		})

		It("finds nothing of what the options exclude", func(ctx SpecContext) {
			options := someone.options()
			options.Exclude = []string{"build/", "*.log"}
			Expect(found(ctx, top, options)).To(Equal([]string{".gitignore", "a.py", "dist", "src/b.py"}))
		})

		It("takes git to track nothing where its index can't be read, and reports that once", func(ctx SpecContext) {
			Expect(os.WriteFile(filepath.Join(top, ".git/index"), []byte("spoilt"), 0o600)).To(Succeed())
			Expect(found(ctx, top, someone.options())).To(Equal([]string{".gitignore", "a.py", "src/b.py"}))
			all := entries(ctx, top, someone.options())
			Expect(skipped(all)).To(HaveLen(1))
			Expect(skipped(all)).To(HaveKeyWithValue(".git", And(MatchError(walk.ErrGitUnreadable), MatchError(git.ErrIndex))))
		})
	})

	Describe("with what is excluded by default", func() {
		BeforeEach(func(ctx SpecContext) {
			tree{"src/build/plan.py": "", "cmd/dist/main.go": "", "lib/venv/v.py": "", "app.min.js": ""}.plant(top)
			commit(ctx, top)
			tree{
				"src/build/out.py": "", "node_modules/m/a.js": "", "web/dist/x.js": "", "b.min.js": "", "ignored/build/x": "", ".gitignore": "ignored\n",
			}.plant(top)
		})

		It("finds that nevertheless if git tracks it, and reports the rest by folder", func(ctx SpecContext) {
			options := someone.options()
			options.DefaultExclude = []string{"node_modules/", "dist/", "build/", "venv/", "*.min.js"}
			Expect(found(ctx, top, options)).To(Equal([]string{
				".gitignore", "a.py", "app.min.js", "cmd/dist/main.go", "lib/venv/v.py", "src/b.py", "src/build/plan.py",
			}))
			Expect(skipped(entries(ctx, top, options))).To(Equal(map[string]error{
				"node_modules": walk.ErrDefaultExclude, "web/dist": walk.ErrDefaultExclude, "b.min.js": walk.ErrDefaultExclude,
				"src/build/out.py": walk.ErrDefaultExclude,
			}))
		})

		It("reports all of it where nothing is tracked", func(ctx SpecContext) {
			Expect(os.RemoveAll(filepath.Join(top, ".git"))).To(Succeed())
			options := walk.Options{DefaultExclude: []string{"build/", "*.min.js"}, Include: []string{"src/", "*.css"}}
			Expect(skipped(entries(ctx, top, options))).To(Equal(map[string]error{"src/build": walk.ErrDefaultExclude}))
		})
	})

	Describe("that is checked out again below itself", func() {
		BeforeEach(func(ctx SpecContext) { commit(ctx, top) })

		It("is found once, and its linked worktrees are reported", func(ctx SpecContext) {
			someone.git(ctx, top, "worktree", "add", "--quiet", ".wt/f")
			someone.git(ctx, top, "worktree", "add", "--quiet", "wt2")
			Expect(found(ctx, top, someone.options())).To(Equal([]string{"a.py", "src/b.py"}))
			Expect(skipped(entries(ctx, top, someone.options()))).To(Equal(map[string]error{
				".wt/f": walk.ErrLinkedWorktree, "wt2": walk.ErrLinkedWorktree,
			}))
		})

		It("is found once, with worktrees within worktrees, whichever is the root", func(ctx SpecContext) {
			someone.git(ctx, top, "worktree", "add", "--quiet", "wt")
			wt := filepath.Join(top, "wt")
			someone.git(ctx, wt, "worktree", "add", "--quiet", "inner/w2")
			someone.git(ctx, filepath.Join(wt, "inner/w2"), "worktree", "add", "--quiet", "../deep")
			Expect(found(ctx, top, someone.options())).To(Equal([]string{"a.py", "src/b.py"}))
			Expect(found(ctx, wt, someone.options())).To(Equal([]string{"a.py", "src/b.py"}))
			Expect(skipped(entries(ctx, wt, someone.options()))).To(Equal(map[string]error{
				"inner/w2": walk.ErrLinkedWorktree, "inner/deep": walk.ErrLinkedWorktree,
			}))
		})

		It("is found as a whole where the linked worktree is the root", func(ctx SpecContext) {
			linked := filepath.Join(filepath.Dir(top), "linked")
			someone.git(ctx, top, "worktree", "add", "--quiet", linked)
			tree{".git/info/exclude": "*.tmp\n"}.plant(top)
			tree{".gitignore": "a.py\nb.py\n", "x.tmp": "", "src/c.py": ""}.plant(linked)
			Expect(someone.files(ctx, linked)).To(Equal([]string{".gitignore", "a.py", "src/b.py", "src/c.py"}))
			Expect(found(ctx, linked, someone.options())).To(Equal([]string{".gitignore", "a.py", "src/b.py", "src/c.py"}))
			Expect(someone.files(ctx, filepath.Join(linked, "src"))).To(Equal([]string{"b.py", "c.py"}))
			Expect(found(ctx, filepath.Join(linked, "src"), someone.options())).To(Equal([]string{"b.py", "c.py"}))
		})
	})

	Describe("with submodules", func() {
		var sub string

		BeforeEach(func(ctx SpecContext) {
			other := filepath.Join(filepath.Dir(top), "other")
			tree{"z.py": "", "kept.log": "", ".gitignore": "*.log\n"}.plant(other)
			someone.git(ctx, other, "init", "--quiet")
			commit(ctx, other)
			someone.git(ctx, top, "submodule", "--quiet", "add", other, "pkg/worktrees/sub")
			sub = filepath.Join(top, "pkg/worktrees/sub")
			commit(ctx, top)
		})

		It("finds what is in them by their own rules", func(ctx SpecContext) {
			tree{".gitignore": "*.py\npkg/\n", ".git/modules/pkg/worktrees/sub/info/exclude": "*.tmp\n"}.plant(top)
			tree{"x.tmp": "", "new.py": "", "x.log": ""}.plant(sub)
			inside := []string{".gitignore", "kept.log", "new.py", "z.py"}
			Expect(someone.files(ctx, sub)).To(Equal(inside))
			Expect(found(ctx, sub, someone.options())).To(Equal(inside))
			expected := []string{".gitignore", ".gitmodules", "a.py"}
			for _, path := range inside {
				expected = append(expected, "pkg/worktrees/sub/"+path)
			}
			Expect(found(ctx, top, someone.options())).To(Equal(append(expected, "src/b.py")))
		})

		It("leaves out their linked worktrees", func(ctx SpecContext) {
			someone.git(ctx, sub, "worktree", "add", "--quiet", "../sub2")
			Expect(skipped(entries(ctx, top, someone.options()))).To(Equal(map[string]error{"pkg/worktrees/sub2": walk.ErrLinkedWorktree}))
		})
	})

	It("reports the folders in which git keeps repositories", func(ctx SpecContext) {
		Expect(os.Mkdir(filepath.Join(top, "w"), 0o700)).To(Succeed())
		someone.git(ctx, top, "init", "--quiet", "--separate-git-dir=w/.dep-git", "w")
		someone.git(ctx, top, "init", "--quiet", "--bare", "m.git")
		tree{"w/x.py": "", "w/.dep-git/hooks/evil.py": "", "m.git/hooks/p.py": "", "m.git/x.json": ""}.plant(top)
		tree{"like/HEAD": "a poem", "like/objects/o.py": "", "like/refs/r.py": ""}.plant(top)
		Expect(found(ctx, top, someone.options())).To(Equal([]string{
			"a.py", "like/HEAD", "like/objects/o.py", "like/refs/r.py", "src/b.py", "w/x.py",
		}))
		Expect(skipped(entries(ctx, top, someone.options()))).To(Equal(map[string]error{
			"w/.dep-git": walk.ErrStorage, "m.git": walk.ErrStorage,
		}))
	})

	It("enters nothing that another version control keeps", func(ctx SpecContext) {
		tree{".hg/a.py": "", ".svn/b.py": "", ".jj/c.py": "", "src/.hg/d.py": "", "hg/e.py": "", ".svnx/f.py": ""}.plant(top)
		Expect(found(ctx, top, someone.options())).To(Equal([]string{".svnx/f.py", "a.py", "hg/e.py", "src/b.py"}))
	})

	It("reads no git folder outside the tree that doesn't know the tree", func(ctx SpecContext) {
		elsewhere := filepath.Join(filepath.Dir(top), "elsewhere")
		tree{"b.py": ""}.plant(elsewhere)
		someone.git(ctx, elsewhere, "init", "--quiet")
		commit(ctx, elsewhere)
		tree{".git/info/exclude": "a.py\n"}.plant(elsewhere)
		Expect(os.RemoveAll(filepath.Join(top, ".git"))).To(Succeed())
		tree{".git": "gitdir: ../elsewhere/.git\n", ".gitignore": "b.py\n", "in/.git": "gitdir: ../../elsewhere/.git\n", "in/a.py": ""}.plant(top)
		Expect(found(ctx, top, someone.options())).To(Equal([]string{".gitignore", "a.py", "in/a.py"}))
	})

	It("reads a git folder in the tree that a link leads to, and none outside", func(ctx SpecContext) {
		tree{"x.log": "", ".gitignore": "*.log\n"}.plant(top)
		commit(ctx, top)
		inside := filepath.Join(top, "src/kept-git")
		Expect(os.Rename(filepath.Join(top, ".git"), inside)).To(Succeed())
		Expect(os.Symlink("src/kept-git", filepath.Join(top, ".git"))).To(Succeed())
		Expect(found(ctx, top, someone.options())).To(Equal([]string{".gitignore", "a.py", "src/b.py", "x.log"}))
		Expect(os.Rename(inside, filepath.Join(filepath.Dir(top), "git"))).To(Succeed())
		Expect(os.Remove(filepath.Join(top, ".git"))).To(Succeed())
		Expect(os.Symlink("../git", filepath.Join(top, ".git"))).To(Succeed())
		Expect(found(ctx, top, someone.options())).To(Equal([]string{".gitignore", "a.py", "src/b.py"}))
	})

	It("holds few indexes, however many repositories lie within one another", func(ctx SpecContext) {
		path := top
		for range 40 {
			path = filepath.Join(path, "d")
			tree{"x.py": "", ".gitignore": "x.py\n"}.plant(path)
			someone.git(ctx, path, "init", "--quiet", "--template=")
			someone.git(ctx, path, "add", "--force", "x.py")
		}
		before, most := openDescriptors(), 0
		walker, err := walk.New(top, someone.options())
		Expect(err).NotTo(HaveOccurred())
		Expect(walker.Walk(ctx, func(walk.Entry) error { most = max(most, openDescriptors()); return nil })).To(Succeed())
		Expect(most).To(BeNumerically("<", before+15))
		Expect(openDescriptors()).To(BeNumerically("<=", before))
	})
})
