package synth_test

import (
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/synth"
)

// defaultExcludes are what embecode leaves out without being told.
var defaultExcludes = []string{"node_modules/", "dist/", "build/", "*.min.js", "__pycache__/", ".venv/"}

var _ = Describe("The ignored files of a generated tree", func() {
	It("are counted apart from the others", func(ctx SpecContext) {
		tree := generate(ctx, synth.Options{Scale: 0.1})
		ignored, ignoreFiles, sources := 0, map[int]int{}, map[string]int{}
		tree.each(func(name string, _ []byte) {
			switch {
			case path.Base(name) == ".gitignore":
				ignoreFiles[strings.Count(name, "/")]++
			case tree.ignores(name):
				ignored++
				sources[path.Ext(name)]++
			}
		})
		Expect(tree.summary.Ignored).To(Equal(ignored))
		for depth := range 5 {
			Expect(ignoreFiles[depth]).NotTo(BeZero(), ".gitignore files at each depth: %v", ignoreFiles)
		}
		for _, extension := range []string{".py", ".ts", ".js", ".log", ".pyc"} {
			Expect(sources[extension]).NotTo(BeZero(), "ignored files: %v", sources)
		}
	})

	DescribeTable("are those that git ignores and those that embecode excludes by default",
		func(ctx SpecContext, scale float64) {
			if _, err := exec.LookPath("git"); err != nil {
				Skip("git is needed to hold the tree against it: " + err.Error())
			}
			tree := generate(ctx, synth.Options{Seed: 11, Scale: scale})
			var expected, excepted []string
			tree.eachSource(func(name string, _ []byte) {
				expected = append(expected, name)
				if exceptedNames.MatchString(path.Base(name)) {
					excepted = append(excepted, name)
				}
			})
			Expect(expected).To(HaveLen(tree.summary.Files))
			Expect(len(excepted)).To(BeNumerically(">", 1))

			unignored := listed(ctx, tree.root)
			found := listed(ctx, tree.root, defaultExcludes...)
			Expect(len(unignored)).To(BeNumerically(">", len(found)), "nothing is left to the default excludes")
			slices.Sort(expected)
			slices.Sort(found)
			Expect(found).To(Equal(expected))
		},
		Entry("in a small tree", 0.05),
		Entry("in a tree of several packages", Label("slow"), 2.0),
	)
})

// listed are the files below root that git doesn't ignore, less the .gitignore files themselves.
func listed(ctx SpecContext, root string, excludes ...string) []string {
	GinkgoHelper()
	environment := append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "HOME="+GinkgoT().TempDir(),
		"GIT_DIR="+GinkgoT().TempDir()+"/git", "GIT_WORK_TREE="+root)
	git := func(arguments ...string) string {
		command := exec.CommandContext(ctx, "git", arguments...)
		command.Dir, command.Env, command.Stderr = root, environment, GinkgoWriter
		out, err := command.Output()
		Expect(err).NotTo(HaveOccurred())
		return string(out)
	}
	git("init", "--quiet")
	arguments := []string{"ls-files", "--others", "--exclude-standard", "-z"}
	for _, pattern := range excludes {
		arguments = append(arguments, "--exclude="+pattern)
	}
	var names []string
	for name := range strings.SplitSeq(strings.TrimSuffix(git(arguments...), "\x00"), "\x00") {
		if path.Base(name) != ".gitignore" {
			names = append(names, name)
		}
	}
	return names
}
