package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/embecode/embecode/internal/suite"
)

func TestEmbecode(t *testing.T) { suite.Run(t, "cmd/embecode") }

// binary is the program as users run it, built once for all specs.
var binary string

var _ = SynchronizedBeforeSuite(func() []byte {
	path, err := gexec.Build("github.com/embecode/embecode/cmd/embecode")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(gexec.CleanupBuildArtifacts)
	return []byte(path)
}, func(path []byte) { binary = string(path) })

// user is somebody with a home and a cache folder, who runs the program in a folder.
type user struct {
	home, cache, folder string
	env                 []string
}

func newUser() *user {
	GinkgoHelper()
	at := GinkgoT().TempDir()
	u := &user{home: filepath.Join(at, "home"), cache: filepath.Join(at, "cache"), folder: filepath.Join(at, "tree")}
	for _, folder := range []string{u.home, u.cache, u.folder} {
		Expect(os.Mkdir(folder, 0o700)).To(Succeed())
	}
	return u
}

// writes puts a file into the user's tree.
func (u *user) writes(name, content string) {
	GinkgoHelper()
	path := filepath.Join(u.folder, filepath.FromSlash(name))
	Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
	Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
}

// configures writes the user's own configuration.
func (u *user) configures(content string) {
	GinkgoHelper()
	path := filepath.Join(u.home, ".config", "embecode", "config.toml")
	Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
	Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
}

// result is what a run of the program printed, and how it ended.
type result struct {
	Out, Err string
	Code     int
}

func (u *user) command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, binary, args...)
	command.Dir = u.folder
	command.Env = append([]string{"HOME=" + u.home, "XDG_CACHE_HOME=" + u.cache, "PATH=" + os.Getenv("PATH")}, u.env...)
	return command
}

func (u *user) runs(ctx context.Context, args ...string) result {
	GinkgoHelper()
	command := u.command(ctx, args...)
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	err := command.Run()
	if _, ended := errors.AsType[*exec.ExitError](err); !ended {
		Expect(err).NotTo(HaveOccurred())
	}
	return result{Out: out.String(), Err: problems.String(), Code: command.ProcessState.ExitCode()}
}

// succeeds runs a command that must not fail, and returns what it printed.
func (u *user) succeeds(ctx context.Context, args ...string) string {
	GinkgoHelper()
	got := u.runs(ctx, args...)
	Expect(got.Code).To(BeZero(), got.Err)
	return got.Out
}
