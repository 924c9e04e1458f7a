package git_test

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk/git"
)

var _ = Describe("The user's excludes file", func() {
	DescribeTable("is the one that git takes", func(files map[string]string, want string, settings ...string) {
		home := GinkgoT().TempDir()
		for name, content := range files {
			file := filepath.Join(home, name)
			Expect(os.MkdirAll(filepath.Dir(file), 0o700)).To(Succeed())
			Expect(os.WriteFile(file, []byte(strings.ReplaceAll(content, "@", home)), 0o600)).To(Succeed())
		}
		environment := map[string]string{"HOME": home, "GIT_CONFIG_NOSYSTEM": "1"}
		for _, setting := range settings {
			name, value, _ := strings.Cut(strings.ReplaceAll(setting, "@", home), "=")
			environment[name] = value
		}
		found, err := git.UserExcludes(func(name string) string { return environment[name] })
		Expect(err).NotTo(HaveOccurred())
		if want != "" {
			want = filepath.Join(home, want)
		}
		Expect(found).To(Equal(want))
	},
		Entry("git/ignore in the configuration folder by default", nil, ".config/git/ignore"),
		Entry("wherever that is", nil, "xdg/git/ignore", "XDG_CONFIG_HOME=@/xdg"),
		Entry("what the user's configuration says", map[string]string{
			".gitconfig": "[user]\n\tname = \"A B\"\n[core]\n\texcludesFile = ~/my ignore # mine\n",
		}, "my ignore"),
		Entry("whatever the case", map[string]string{".gitconfig": "[Core]\nEXCLUDESFILE=~/mine\n"}, "mine"),
		Entry("between quotes", map[string]string{".gitconfig": "[core]\nexcludesfile = \"@/a;b\"\n"}, "a;b"),
		Entry("none where it says so", map[string]string{".gitconfig": "[core]\nexcludesfile =\n"}, ""),
		Entry("the one file before the other", map[string]string{
			".gitconfig": "[core]\nexcludesfile = ~/a\n", ".config/git/config": "[core]\nexcludesfile = ~/b\n",
		}, "a"),
		Entry("the other where the one is silent", map[string]string{
			".gitconfig": "[core]\nbare = false\n", ".config/git/config": "[core]\nexcludesfile = ~/b\n",
		}, "b"),
		Entry("of an included file", map[string]string{
			".gitconfig": "[include]\npath = more/config\n", "more/config": "[core]\nexcludesfile = ~/c\n",
		}, "c"),
		Entry("however often that includes itself", map[string]string{
			".gitconfig": "[core]\nexcludesfile = ~/a\n[include]\npath = .gitconfig\n",
		}, "a"),
		Entry("of a file that the environment names", map[string]string{"other": "[core]\nexcludesfile = ~/d\n"}, "d",
			"GIT_CONFIG_GLOBAL=@/other"),
		Entry("not of one that it names so as to have none", map[string]string{".gitconfig": "[core]\nexcludesfile = ~/a\n"},
			".config/git/ignore", "GIT_CONFIG_GLOBAL=/dev/null"),
		Entry("of the system's file", map[string]string{"system": "[core]\nexcludesfile = ~/s\n"}, "s",
			"GIT_CONFIG_NOSYSTEM=", "GIT_CONFIG_SYSTEM=@/system"),
		Entry("not a section below", map[string]string{".gitconfig": "[core \"x\"]\nexcludesfile = ~/a\n"}, ".config/git/ignore"),
		Entry("beside what is odd but legal", map[string]string{".gitconfig": "\uFEFF[alias]\n\tx = !f() { git log \\\n -1; }; f\n" +
			"[branch \"a/b.c\"]\n\tremote = .\n[core]\n  pager\n  excludesfile = ~/a\n[url \"git:\"]\n\tinsteadOf = https://x/\n"}, "a"),
		Entry("none where there is no home", nil, "", "HOME="),
	)

	It("can't be told from a configuration that is broken", func() {
		home := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(home, ".gitconfig"), []byte("[core\n"), 0o600)).To(Succeed())
		_, err := git.UserExcludes(func(name string) string { return map[string]string{"HOME": home}[name] })
		Expect(err).To(MatchError(ContainSubstring(filepath.Join(home, ".gitconfig"))))
	})
})
