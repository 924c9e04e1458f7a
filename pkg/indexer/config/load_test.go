package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/config"
)

// waitLimit ends a spec that waits for what never comes. What comes takes milliseconds.
const waitLimit = 10 * time.Second

// write puts a file there, as a user's editor would.
func write(path, content string) {
	GinkgoHelper()
	Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
}

var _ = Describe("The configuration of a tree", func() {
	var root, home, inTree, inHome string

	BeforeEach(func() {
		root, home = GinkgoT().TempDir(), GinkgoT().TempDir()
		inTree = filepath.Join(root, ".embecode.toml")
		inHome = filepath.Join(home, ".config", "embecode", "config.toml")
		Expect(os.MkdirAll(filepath.Dir(inHome), 0o700)).To(Succeed())
	})

	load := func(content string) (config.Config, error) {
		GinkgoHelper()
		write(inTree, content)
		return config.Load(root, home)
	}

	Describe("where it comes from", func() {
		It("is the file in the tree's root before the one in the home directory", func() {
			write(inTree, "[embeddings]\nmodel = \"of-the-tree\"\n")
			write(inHome, "[embeddings]\nmodel = \"of-the-home\"\n")
			got, err := config.Load(root, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Embeddings.Model).To(Equal("of-the-tree"))
			Expect(got.Source).To(Equal(inTree))
		})

		It("is the file in the home directory where the tree has none", func() {
			write(inHome, "[embeddings]\nmodel = \"of-the-home\"\n")
			got, err := config.Load(root, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Embeddings.Model).To(Equal("of-the-home"))
			Expect(got.Source).To(Equal(inHome))
		})

		It("does not mix the two files", func() {
			write(inTree, "[index]\ninclude = [\"src/\"]\n")
			write(inHome, "[embeddings]\nmodel = \"of-the-home\"\n")
			got, err := config.Load(root, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Embeddings).To(Equal(config.Default().Embeddings))
		})

		It("is the defaults where there is no file", func() {
			got, err := config.Load(root, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(Equal(config.Default()))
			Expect(got.Source).To(Equal("defaults"))
		})

		It("takes the user's own home directory when none is given", func() {
			GinkgoT().Setenv("HOME", home)
			write(inHome, "[embeddings]\nmodel = \"of-the-home\"\n")
			got, err := config.Load(root, "")
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Source).To(Equal(inHome))
		})

		It("is the defaults on a system that knows no home directory", func() {
			GinkgoT().Setenv("HOME", "")
			got, err := config.Load(root, "")
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(Equal(config.Default()))
		})

		It("fails for a tree that does not exist, naming it", func() {
			missing := filepath.Join(root, "missing")
			_, err := config.Load(missing, home)
			Expect(err).To(And(MatchError(os.ErrNotExist), MatchError(ContainSubstring(missing))))
		})
	})

	Describe("the defaults", func() {
		It("are those that the documentation names, and valid", func() {
			got := config.Default()
			Expect(got.Validate()).To(Succeed())
			Expect(got.Index.Include).To(BeEmpty())
			Expect(got.Index.Exclude).To(BeEmpty())
			Expect(got.Index.DefaultExclude).To(Equal([]string{
				"node_modules/", "dist/", "build/", ".git/", "*.min.js",
				"__pycache__/", ".pytest_cache/", "venv/", ".venv/",
			}))
			Expect(got.Index.Languages).To(Equal(map[string]int{
				"python": 1500, "typescript": 1200, "javascript": 1200, "default": 1000,
			}))
			Expect(got.Embeddings.Model).NotTo(BeEmpty())
		})

		It("are new each time, so that nobody changes them for others", func() {
			spoilt := config.Default()
			spoilt.Index.DefaultExclude[0] = "spoilt/"
			spoilt.Index.Languages["python"] = 1
			Expect(config.Default().Validate()).To(Succeed())
			Expect(config.Default().Index.DefaultExclude).NotTo(ContainElement("spoilt/"))
		})
	})

	Describe("what a file says", func() {
		It("keeps the default of every key that it leaves out", func() {
			got, err := load("")
			Expect(err).NotTo(HaveOccurred())
			got.Source = config.FromDefaults
			Expect(got).To(Equal(config.Default()))
		})

		It("replaces a list as a whole, even by an empty one", func() {
			got, err := load("[index]\ninclude = [\"src/\", \"*.md\"]\nexclude = []\n")
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Index.Include).To(Equal([]string{"src/", "*.md"}))
			Expect(got.Index.Exclude).To(BeEmpty())
			Expect(got.Index.DefaultExclude).To(BeEmpty())
		})

		It("can't switch off the user's own rules, which the user can", func() {
			_, err := load("[index]\ngit_excludes = false\n")
			Expect(err).To(MatchError(And(ContainSubstring(inTree+":2:1: index.git_excludes"), ContainSubstring("a tree's own file"))))
			write(inHome, "[index]\ngit_excludes = false\n")
			got, err := load("[index]\nexclude = ['a']\n")
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Index.GitExcludes).To(BeFalse())
			Expect(got.Index.DefaultExclude).To(BeEmpty())
		})

		It("changes the budget of the languages that it names, and of no other", func() {
			got, err := load("[index.languages]\npython = 100\nrust = 8_000\n")
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Index.Languages).To(Equal(map[string]int{
				"python": 100, "rust": 8_000, "typescript": 1200, "javascript": 1200, "default": 1000,
			}))
		})

		It("may give a budget to each language that is known", func() {
			var content strings.Builder
			content.WriteString("[index.languages]\n")
			for name := range strings.FieldsSeq("python typescript tsx javascript go rust java c cpp " +
				"markdown json yaml toml shell sql html css default") {
				content.WriteString(name + " = 700\n")
			}
			got, err := load(content.String())
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Index.Languages).To(And(HaveLen(18), HaveEach(700)))
		})
	})

	DescribeTable("a mistake in the file is an error that names file, line and column:",
		func(content, where string, texts ...string) {
			_, err := load(content)
			Expect(err).To(HaveOccurred())
			Expect(err.Error()).To(ContainSubstring(inTree + ":" + where + ": "))
			for _, text := range texts {
				Expect(err.Error()).To(ContainSubstring(text))
			}
		},
		Entry("an unknown key", "[index]\ninclud = []\n", "2:1", "index.includ", "unknown key"),
		Entry("an unknown table", "\n[embedding]\nmodel = \"m\"\n", "2:2", "embedding", "unknown key"),
		Entry("a word where a list belongs", "[index]\ninclude = \"src/\"\n", "2:11", "index.include"),
		Entry("a number in a list of patterns", "[index]\nexclude = [\"a\", 1]\n", "2:17", "index.exclude"),
		Entry("a word where a number belongs", "[index.languages]\ngo = \"1000\"\n", "2:6", "index.languages.go"),
		Entry("a fraction where a whole number belongs", "[index.languages]\ngo = 1000.5\n", "2:6", "index.languages.go"),
		Entry("a table of tables", "[[index]]\n", "1:3", "index"),
		Entry("a model that is no text", "[embeddings]\nmodel = true\n", "2:9", "embeddings.model"),
		Entry("a key given twice", "[embeddings]\nmodel = \"a\"\nmodel = \"b\"\n", "3:1", "model"),
		Entry("broken syntax", "[index]\ninclude = [\n", "2:12"),
		Entry("an unknown language", "[index.languages]\ncobol = 1000\n", "2:1", "index.languages.cobol", "unknown language", "python"),
		Entry("a budget too small", "[index.languages]\ngo = 99\n", "2:1", "index.languages.go", "not 99"),
		Entry("a budget too large", "[index]\nlanguages = { go = 8_001 }\n", "2:1", "index.languages.go", "not 8001"),
		Entry("a negative budget", "index.languages.default = -1\n", "1:1", "index.languages.default", "not -1"),
		Entry("an empty model", "[embeddings]\nmodel = \" \"\n", "2:1", "embeddings.model", "not an empty one"),
		Entry("an empty pattern", "[index]\ninclude = [\"a\", \"\"]\n", "2:1", "index.include", "pattern 2", "empty"),
		Entry("a pattern of two lines", "[index]\nexclude = [\"a\\nb\"]\n", "2:1", "index.exclude", "line break"),
		Entry("a pattern with a NUL", "[index]\nexclude = [\"a\\u0000b\"]\n", "2:1", "index.exclude", "NUL"),
	)

	DescribeTable("an include that can match nothing is an error that says how to write it:",
		func(pattern, says string) {
			pattern = strings.ReplaceAll(pattern, "ROOT", root)
			_, err := load("[index]\ninclude = ['" + pattern + "']\n")
			Expect(err).To(MatchError(And(
				ContainSubstring(inTree+":2:1: index.include"), ContainSubstring(strings.ReplaceAll(says, "ROOT", root)))))
		},
		Entry("braces", "**/*.{py,ts}", `write "**/*.py", "**/*.ts"`),
		Entry("the folder that it stands in", "./src", `write "/src"`),
		Entry("a backslash", `src\`, `write "src/"`),
		Entry("the tree's own absolute path", "ROOT", `write "*"`),
		Entry("an absolute path in the tree", "ROOT/src/", `write "/src/"`),
		Entry("an absolute path elsewhere", "/home/somebody/src", `holds no home`),
		Entry("nothing but what is not wanted", "!docs/", "into exclude instead"),
	)

	It("may include what lies in a folder of the tree that is named as one of the system's", func() {
		Expect(os.Mkdir(filepath.Join(root, "etc"), 0o700)).To(Succeed())
		Expect(load("[index]\ninclude = ['/etc/init/', '/src/', '!/src/gen/']\n")).To(HaveField("Source", inTree))
	})

	It("reports all unknown keys at once", func() {
		_, err := load("[index]\ninclud = []\nexclud = []\n")
		Expect(err).To(MatchError(And(ContainSubstring(":2:1: index.includ:"), ContainSubstring(":3:1: index.exclud:"))))
	})

	It("reports all values at once that it can't work with", func() {
		_, err := load("[index]\nlanguages = { go = 1, cobol = 1000 }\n[embeddings]\nmodel = \"\"\n")
		Expect(err).To(MatchError(And(
			ContainSubstring("index.languages.go"),
			ContainSubstring("index.languages.cobol"),
			ContainSubstring("embeddings.model"),
		)))
	})

	Describe("something else in the file's place", func() {
		It("is an error when it is a directory", func() {
			Expect(os.Mkdir(inTree, 0o700)).To(Succeed())
			_, err := config.Load(root, home)
			Expect(err).To(MatchError(And(ContainSubstring(inTree), ContainSubstring("regular file"))))
		})

		It("is an error when it is a FIFO, without waiting for somebody to write", func(ctx SpecContext) {
			Expect(syscall.Mkfifo(inTree, 0o600)).To(Succeed())
			failed := make(chan error, 1)
			go func() {
				_, err := config.Load(root, home)
				failed <- err
			}()
			Eventually(ctx, failed).Should(Receive(MatchError(And(ContainSubstring(inTree), ContainSubstring("regular file")))))
		}, SpecTimeout(waitLimit))

		It("is an error when it is larger than a configuration can be", func() {
			write(inTree, strings.Repeat("#", config.MaxFileSize+1))
			_, err := config.Load(root, home)
			Expect(err).To(MatchError(And(ContainSubstring(inTree), ContainSubstring("larger than 1048576 bytes"))))
		})

		It("is read when it is just as large as a configuration can be", func() {
			write(inTree, strings.Repeat("#", config.MaxFileSize))
			Expect(config.Load(root, home)).To(HaveField("Source", inTree))
		})

		It("is an error when it is a link that leads nowhere", func() {
			Expect(os.Symlink("missing.toml", inTree)).To(Succeed())
			_, err := config.Load(root, home)
			Expect(err).To(MatchError(And(ContainSubstring(inTree), ContainSubstring("leads nowhere"))))
		})

		It("is an error when it is a link out of the tree", func() {
			write(inHome, "[embeddings]\nmodel = \"of-the-home\"\n")
			Expect(os.Symlink(inHome, inTree)).To(Succeed())
			_, err := config.Load(root, home)
			Expect(err).To(MatchError(And(ContainSubstring(inTree), ContainSubstring("escapes"))))
		})

		It("is read when it is a link within the tree", func() {
			write(filepath.Join(root, "real.toml"), "[embeddings]\nmodel = \"linked\"\n")
			Expect(os.Symlink("real.toml", inTree)).To(Succeed())
			Expect(config.Load(root, home)).To(HaveField("Embeddings.Model", "linked"))
		})

		It("is read in the home directory wherever a link leads to", func() {
			elsewhere := filepath.Join(GinkgoT().TempDir(), "dotfiles.toml")
			write(elsewhere, "[embeddings]\nmodel = \"linked\"\n")
			Expect(os.Symlink(elsewhere, inHome)).To(Succeed())
			Expect(config.Load(root, home)).To(HaveField("Embeddings.Model", "linked"))
		})

		It("is an error in the home directory too, naming the file there", func() {
			write(inHome, "[index]\ninclud = []\n")
			_, err := config.Load(root, home)
			Expect(err).To(MatchError(ContainSubstring(inHome + ":2:1: index.includ: unknown key")))
		})
	})
})
