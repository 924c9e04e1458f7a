package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("embecode search", func() {
	var u *user

	BeforeEach(func(ctx SpecContext) {
		u = newUser()
		u.writes("src/settings.py", "import toml\n\n\ndef parse_config(path):\n    \"\"\"Read the settings.\"\"\"\n    return toml.load(path)\n")
		u.writes("src/sub/other.go", "package sub\n\n// Shout prints loudly.\nfunc Shout(text string) {}\n")
		u.writes("docs/guide.md", "# Guide\n\nHow to parse a config.\n")
		u.succeeds(ctx, "index")
	})

	found := func(ctx SpecContext, args ...string) answer {
		GinkgoHelper()
		var a answer
		Expect(json.Unmarshal([]byte(u.succeeds(ctx, append([]string{"search", "--json"}, args...)...)), &a)).To(Succeed())
		return a
	}

	It("shows file and lines, what the chunk defines, and the lines that match, without colours in a pipe", func(ctx SpecContext) {
		got := u.runs(ctx, "search", "parseConfig")
		Expect(got.Code).To(BeZero(), got.Err)
		Expect(got.Out).To(HavePrefix("src/settings.py:1-6  parse_config\n"))
		Expect(got.Out).To(And(MatchRegexp(`(?m)^ +4 def parse_config\(path\):$`), Not(ContainSubstring("\x1b"))))
		Expect(got.Err).To(BeEmpty())
	})

	It("answers in JSON, with the whole chunk", func(ctx SpecContext) {
		a := found(ctx, "parse", "config")
		Expect(a.Mode).To(Equal("keyword"))
		Expect(a.Matches[0]).To(And(HaveField("Path", "src/settings.py"), HaveField("Names", ContainElement("parse_config")),
			HaveField("Content", ContainSubstring("toml.load")), HaveField("Lines", ContainElement(line{4, "def parse_config(path):"}))))
	})

	It("says by its exit code that nothing was found, and nothing else on its output", func(ctx SpecContext) {
		got := u.runs(ctx, "search", "xyzzyplugh")
		Expect(got).To(And(HaveField("Code", 1), HaveField("Out", ""), HaveField("Err", ContainSubstring("nothing found"))))
		Expect(u.runs(ctx, "search", "config", "--path", "sorc").Err).To(ContainSubstring("there is no sorc in "))
		Expect(u.runs(ctx, "search", "--json", "xyzzyplugh")).To(And(HaveField("Code", 1), HaveField("Out", ContainSubstring(`"matches": []`))))
	})

	It("looks below a folder only, when it is told to, and for so many results", func(ctx SpecContext) {
		for _, path := range []string{"docs", "docs/", "./docs", filepath.Join(u.folder, "docs"), "docs/guide.md"} {
			Expect(found(ctx, "config", "--path", path).Matches).To(HaveExactElements(HaveField("Path", "docs/guide.md")), path)
		}
		Expect(found(ctx, "config", "--path", ".").Matches).To(HaveLen(2))
		Expect(found(ctx, "config", "-k", "1").Matches).To(HaveLen(1))
	})

	It("finds the tree from a folder in it, or by --tree", func(ctx SpecContext) {
		tree := u.folder
		u.folder = filepath.Join(tree, "src", "sub")
		Expect(found(ctx, "shout").Matches[0].Path).To(Equal("src/sub/other.go"))
		u.folder = filepath.Join(tree, "src")
		Expect(found(ctx, "shout", "--path", "sub").Matches).To(HaveLen(1), "below the current folder")
		Expect(found(ctx, "shout", "--path", "src/sub").Matches).To(HaveLen(1), "or below the root")
		u.folder = u.home
		Expect(found(ctx, "shout", "--tree", tree).Matches[0].Path).To(Equal("src/sub/other.go"))
	})

	It("says which results have changed since they were indexed", func(ctx SpecContext) {
		later := time.Now().Add(time.Hour)
		Expect(os.Chtimes(filepath.Join(u.folder, "src", "settings.py"), later, later)).To(Succeed())
		Expect(u.succeeds(ctx, "search", "parse_config")).To(ContainSubstring("changed since it was indexed"))
	})

	DescribeTable("says what is wrong", func(ctx SpecContext, message string, args ...string) {
		got := u.runs(ctx, append([]string{"search"}, args...)...)
		Expect(got).To(And(HaveField("Code", 2), HaveField("Out", ""), HaveField("Err", ContainSubstring(message))))
	},
		Entry("without a query", "want something to search for"),
		Entry("with an unknown mode", `unknown mode "best"`, "x", "--mode", "best"),
		Entry("with a blank query", "want something to search for", " "),
		Entry("with no results wanted", "between 1 and 1000", "x", "-k", "0"),
		Entry("with a search by meaning in an index without vectors", "no vectors", "x", "--mode", "semantic"),
		Entry("in a tree that has no index", "run: embecode index", "x", "--tree", "/"),
		Entry("below a folder outside of the tree", "not in the tree", "x", "--path", "/etc"),
	)

	It("can do nothing to a terminal by what is in a file", func(ctx SpecContext) {
		u.writes("evil.py", "evil_word = '\x1b]0;title\x07\x1b[2J'\n")
		u.succeeds(ctx, "index")
		Expect(u.succeeds(ctx, "search", "evil_word")).NotTo(ContainSubstring("\x1b"))
	})

	It("takes its turn while others search", func(ctx SpecContext) {
		var searches []*exec.Cmd
		for range 8 {
			command := u.command(ctx, "search", "parseConfig")
			Expect(command.Start()).To(Succeed())
			searches = append(searches, command)
		}
		for _, command := range searches {
			Expect(command.Wait()).To(Succeed())
		}
	}, SpecTimeout(time.Minute))

	Describe("with a model", func() {
		var model *modelServer

		BeforeEach(func(ctx SpecContext) {
			model = newModelServer()
			u.use(model)
			u.succeeds(ctx, "index")
		})

		It("searches by words and by meaning", func(ctx SpecContext) {
			u.succeeds(ctx, "clean", "--vectors")
			model.embedded()
			Expect(found(ctx, "parseConfig").Mode).To(Equal("hybrid"))
			Expect(model.embedded()).To(Equal(1), "the query, and nothing else")
			Expect(found(ctx, "parseConfig", "--mode", "keyword").Mode).To(Equal("keyword"))
			a := found(ctx, "anything", "--mode", "semantic")
			Expect(a.Mode).To(Equal("semantic"))
			Expect(a.Matches).To(HaveLen(3), "all chunks are near, more or less")
			Expect(a.Matches[0].Lines).NotTo(BeEmpty())
		})

		It("searches by words, and says so, when the model is gone; but not where the user wants the model", func(ctx SpecContext) {
			model.Close()
			got := u.runs(ctx, "search", "parseConfig")
			Expect(got).To(And(HaveField("Code", 0), HaveField("Out", ContainSubstring("src/settings.py")),
				HaveField("Err", And(ContainSubstring("searched by keyword only"), ContainSubstring("no server answers at")))))
			Expect(u.runs(ctx, "search", "parseConfig", "--mode", "hybrid").Code).To(Equal(2))
		}, Label("slow"))

		It("says when the index is of another model", func(ctx SpecContext) {
			got := u.runs(ctx, "search", "parseConfig", "--model", "other")
			Expect(got).To(And(HaveField("Code", 0), HaveField("Err", ContainSubstring("made with model m, and other is configured"))))
		})
	})
})
