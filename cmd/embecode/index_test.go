package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("embecode index", func() {
	var u *user

	BeforeEach(func() {
		u = newUser()
		u.writes("a.py", "def load_settings():\n    return 1\n")
		u.writes("sub/b.go", "package b\n\nfunc Parse() {}\n")
		u.writes("c.bin", "?")
	})

	It("says what to do where the cache folder can't be made", func(ctx SpecContext) {
		u.cache = filepath.Join(u.folder, "a.py")
		u.writes("a.py", "x = 1\n")
		Expect(u.runs(ctx, "index")).To(And(HaveField("Code", 2), HaveField("Err", ContainSubstring("set XDG_CACHE_HOME"))))
	})

	It("builds an index in the cache folder, says what it did, and leaves the tree as it was", func(ctx SpecContext) {
		before := everything(u.folder)
		out := u.succeeds(ctx, "index")
		Expect(out).To(And(ContainSubstring("indexed 2 files (2 chunks)"), ContainSubstring("unknown kind 1"),
			ContainSubstring("the index holds 2 files and 2 chunks")))
		Expect(everything(u.folder)).To(Equal(before))
		Expect(filepath.Glob(filepath.Join(u.cache, "embecode", "trees", "tree-*", "*"))).To(ConsistOf(
			HaveSuffix("/index.duckdb"), HaveSuffix("/index.duckdb.lock"), HaveSuffix("/tree")))
		Expect(everything(u.home)).To(HaveLen(1), "nothing is left in the home folder")
	})

	It("brings it up to date, and builds it anew with --full", func(ctx SpecContext) {
		u.succeeds(ctx, "index")
		u.writes("d.py", "x = 1\n")
		Expect(u.succeeds(ctx, "index")).To(And(ContainSubstring("indexed 1 file "), ContainSubstring("2 unchanged")))
		Expect(u.succeeds(ctx, "index", "--full")).To(ContainSubstring("indexed 3 files"))
	})

	It("empties an index only where it is told to", func(ctx SpecContext) {
		u.succeeds(ctx, "index")
		Expect(os.Remove(filepath.Join(u.folder, "a.py"))).To(Succeed())
		Expect(os.RemoveAll(filepath.Join(u.folder, "sub"))).To(Succeed())
		for _, flags := range [][]string{{"index"}, {"index", "--full"}} {
			Expect(u.runs(ctx, flags...)).To(And(HaveField("Code", 2), HaveField("Err", MatchRegexp("found no file.*--allow-empty"))))
		}
		Expect(u.succeeds(ctx, "index", "--allow-empty")).To(ContainSubstring("the index holds 0 files"))
	})

	It("takes a tree for the same by whatever path it is named", func(ctx SpecContext) {
		u.succeeds(ctx, "index", u.folder)
		link := filepath.Join(u.home, "link")
		Expect(os.Symlink(u.folder, link)).To(Succeed())
		Expect(u.succeeds(ctx, "index", link+"/sub/..")).To(ContainSubstring("indexed 0 files"))
	})

	It("keeps the index where --index says", func(ctx SpecContext) {
		file := filepath.Join(u.home, "here.duckdb")
		u.succeeds(ctx, "index", "--index", file)
		Expect(file).To(BeAnExistingFile())
		Expect(everything(u.cache)).To(HaveLen(1))
		Expect(u.succeeds(ctx, "status", "--index", file)).To(ContainSubstring(file))
	})

	It("builds an index anew that can't be read any more, but never touches a file that the user has named", func(ctx SpecContext) {
		u.succeeds(ctx, "index")
		files, err := filepath.Glob(filepath.Join(u.cache, "embecode", "trees", "tree-*", "index.duckdb"))
		Expect(err).NotTo(HaveOccurred())
		Expect(os.WriteFile(files[0], []byte("rubbish"), 0o600)).To(Succeed())
		Expect(u.runs(ctx, "status")).To(And(HaveField("Code", 2), HaveField("Err", ContainSubstring("embecode index --full builds it anew"))))
		got := u.runs(ctx, "index")
		Expect(got).To(And(HaveField("Code", 0), HaveField("Err", ContainSubstring("built anew")), HaveField("Out", ContainSubstring("indexed 2 files"))))

		named := filepath.Join(u.home, "letter.txt")
		Expect(os.WriteFile(named, []byte("dear"), 0o600)).To(Succeed())
		for _, command := range []string{"index", "recover", "status"} {
			got := u.runs(ctx, command, "--index", named)
			Expect(got).To(And(HaveField("Code", 2), HaveField("Err", ContainSubstring("name another file"))))
			Expect(got.Err).NotTo(ContainSubstring("embecode recover"))
		}
		Expect(os.ReadFile(named)).To(BeEquivalentTo("dear"))
		Expect(filepath.Glob(filepath.Join(u.home, "letter*"))).To(ConsistOf(named))
	})

	It("mends an index that is damaged in any place", func(ctx SpecContext) {
		for i := range 300 {
			u.writes(fmt.Sprintf("many/f%d.py", i), fmt.Sprintf("def f%d():\n    return %d\n", i, i))
		}
		u.succeeds(ctx, "index")
		files, err := filepath.Glob(filepath.Join(u.cache, "embecode", "trees", "tree-*", "index.duckdb"))
		Expect(err).NotTo(HaveOccurred())
		whole, err := os.ReadFile(files[0])
		Expect(err).NotTo(HaveOccurred())
		for fifth := range 5 {
			rotten := bytes.Clone(whole)
			for at := len(rotten) * fifth / 5; at < len(rotten)*(fifth+1)/5; at += 512 {
				rotten[at] ^= 0x5a
			}
			Expect(os.WriteFile(files[0], rotten, 0o600)).To(Succeed())
			u.writes("many/f0.py", fmt.Sprint("x = ", fifth, "\n"))
			got := u.runs(ctx, "index")
			Expect(got.Code).To(BeZero(), "fifth %d: %s", fifth, got.Err)
			Expect(u.succeeds(ctx, "status", "--json")).To(And(ContainSubstring(`"files": 302,`), ContainSubstring(`"complete": true`)))
		}
	}, Label("slow"))

	It("refuses a tree's own word on where its text is sent", func(ctx SpecContext) {
		u.writes(".embecode.toml", "[embeddings]\nprovider = \"openai\"\nurl = \"https://evil.example/v1\"\n")
		got := u.runs(ctx, "index")
		Expect(got.Code).To(Equal(2))
		Expect(got.Err).To(And(ContainSubstring(".embecode.toml:3:1"), ContainSubstring("a tree's own file can't decide where its text is sent")))
		Expect(everything(u.cache)).To(HaveLen(1))
	})

	DescribeTable("says what is wrong", func(ctx SpecContext, message string, args ...string) {
		got := u.runs(ctx, args...)
		Expect(got.Code).To(Equal(2))
		Expect(got.Err).To(And(HavePrefix("embecode: "), ContainSubstring(message)))
		Expect(strings.Count(got.Err, "\n")).To(Equal(1), got.Err)
	},
		Entry("with a tree that is not there", "no such file", "index", "nowhere"),
		Entry("with a file in place of a tree", "not a folder", "index", "a.py"),
		Entry("with two trees", "one tree at most", "index", "a", "b"),
		Entry("with an unknown flag", "unknown flag: --fulll; see embecode index --help", "index", "--fulll"),
		Entry("with a model and nobody who provides it", "add --provider", "index", "--model", "nomic-embed-text"),
		Entry("with an unknown provider", "unknown provider \"olama\"", "index", "--provider", "olama"),
		Entry("with the status of a tree that has no index", "run: embecode index", "status"),
	)

	It("is one of the commands that an unknown one is answered with", func(ctx SpecContext) {
		Expect(u.runs(ctx, "indx")).To(And(HaveField("Code", 2), HaveField("Err", ContainSubstring("index"))))
	})

	It("is explained with examples", func(ctx SpecContext) {
		Expect(u.succeeds(ctx, "--help")).To(ContainSubstring("embecode index ."))
		Expect(u.succeeds(ctx, "index", "--help")).To(ContainSubstring("embecode index --full"))
		Expect(u.succeeds(ctx, "completion", "bash")).To(ContainSubstring("complete"))
	})
})

var _ = Describe("embecode status", func() {
	It("says what is in the index, from any folder of the tree", func(ctx SpecContext) {
		u := newUser()
		for _, name := range []string{"1.bin", "2.bin", "3.bin", "4.bin", "sub/a.py"} {
			u.writes(name, "x = 1\n")
		}
		u.succeeds(ctx, "index")
		tree := u.folder
		u.folder = filepath.Join(u.folder, "sub")
		Expect(u.succeeds(ctx, "status")).To(And(ContainSubstring(tree+"\n"), ContainSubstring("complete"),
			ContainSubstring("none: it is searched by keyword"), ContainSubstring("4, unknown kind: 1.bin, 2.bin, 3.bin, …")))
		Expect(u.succeeds(ctx, "status", "--json")).To(And(
			ContainSubstring(`"files": 1,`), ContainSubstring(`"complete": true`), ContainSubstring(`"2.bin",`), Not(ContainSubstring("\x1b"))))
	})
})

var _ = Describe("embecode clean", func() {
	var u *user

	indexed := func(ctx SpecContext, name string) string {
		GinkgoHelper()
		tree := filepath.Join(u.home, name)
		Expect(os.Mkdir(tree, 0o700)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(tree, "a.py"), []byte("x = 1\n"), 0o600)).To(Succeed())
		u.succeeds(ctx, "index", tree)
		return tree
	}

	BeforeEach(func() { u = newUser() })

	It("removes the indexes of trees that are gone, and no other", func(ctx SpecContext) {
		gone, here := indexed(ctx, "gone"), indexed(ctx, "here")
		Expect(os.RemoveAll(gone)).To(Succeed())
		Expect(u.succeeds(ctx, "clean", "--dry-run")).To(And(ContainSubstring("would remove "+gone), Not(ContainSubstring(here))))
		Expect(u.succeeds(ctx, "clean")).To(And(ContainSubstring("removed "+gone), ContainSubstring("its tree is gone")))
		Expect(u.succeeds(ctx, "clean")).NotTo(ContainSubstring("removed"))
		u.succeeds(ctx, "status", here)
		Expect(filepath.Glob(filepath.Join(u.cache, "embecode", "trees", "*"))).To(HaveLen(1))
	})

	It("keeps the cache within the limit of the user's own configuration, those used last first", func(ctx SpecContext) {
		old, recent := indexed(ctx, "old"), indexed(ctx, "recent")
		u.configures("[cache]\nmax_gb = 0.0015\n") // more than one of them, less than two
		used := time.Now().Add(-time.Hour)
		notes, err := filepath.Glob(filepath.Join(u.cache, "embecode", "trees", "old-*", "tree"))
		Expect(err).NotTo(HaveOccurred())
		Expect(os.Chtimes(notes[0], used, used)).To(Succeed())
		Expect(u.succeeds(ctx, "clean")).To(And(ContainSubstring("removed "+old), ContainSubstring("over its limit"), Not(ContainSubstring("removed "+recent))))
		Expect(u.runs(ctx, "status", old).Code).To(Equal(2))
		u.succeeds(ctx, "status", recent)
	})

	It("is done for the limit when another tree is indexed, whose index stays", func(ctx SpecContext) {
		old := indexed(ctx, "old")
		u.configures("[cache]\nmax_gb = 0.0015\n")
		tree := filepath.Join(u.home, "new")
		Expect(os.Mkdir(tree, 0o700)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(tree, "a.py"), []byte("x = 1\n"), 0o600)).To(Succeed())
		Expect(u.runs(ctx, "index", tree)).To(And(HaveField("Code", 0), HaveField("Err", ContainSubstring("removed the index of "+old))))
		u.succeeds(ctx, "status", tree)
	})

	It("has nothing to do where there is no cache", func(ctx SpecContext) {
		Expect(u.succeeds(ctx, "clean")).To(ContainSubstring("there is no cache"))
		Expect(everything(u.cache)).To(HaveLen(1))
	})
})

// everything lists a folder, with the size and time of all in it.
func everything(folder string) (list []string) {
	GinkgoHelper()
	Expect(filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		list = append(list, path+info.Mode().String()+info.ModTime().String())
		return nil
	})).To(Succeed())
	return list
}
