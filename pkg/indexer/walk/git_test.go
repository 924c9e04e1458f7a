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
)

// reference is git with an empty repository, to be asked about trees elsewhere, under nobody's settings.
type reference struct {
	home string
}

// newGit skips the spec where git is not installed.
func newGit(ctx context.Context) *reference {
	GinkgoHelper()
	if _, err := exec.LookPath("git"); err != nil {
		Skip("git is not installed, so there is nothing to compare with")
	}
	g := &reference{home: GinkgoT().TempDir()}
	g.run(ctx, g.home, "init", "--quiet", "--template=")
	return g
}

// others lists the files of a tree that git neither tracks nor ignores, sorted.
func (g *reference) others(ctx context.Context, dir string) []string {
	GinkgoHelper()
	out := g.run(ctx, dir, "--work-tree="+dir, "ls-files", "--others", "--exclude-standard", "-z")
	list := strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")
	if out == "" {
		list = nil
	}
	slices.Sort(list)
	return list
}

func (g *reference) run(ctx context.Context, dir string, arguments ...string) string {
	GinkgoHelper()
	arguments = append([]string{"--git-dir=" + filepath.Join(g.home, ".git")}, arguments...)
	command := exec.CommandContext(ctx, "git", arguments...)
	command.Dir = dir
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + g.home, "LC_ALL=C",
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
	}
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	Expect(err).NotTo(HaveOccurred(), "git %s: %s", strings.Join(arguments, " "), &problems)
	return string(out)
}
