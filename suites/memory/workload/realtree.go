package workload

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/embecode/embecode/pkg/indexer/config"
)

// RealTree is a source tree that exists already. What an index of it must find, but for what it reports as excluded by
// default, is counted by git, which reads the same ignore files with other code; without git, with an include list, or where
// a repository lies in another one, it is not known. home stands in for the home directory.
func RealTree(ctx context.Context, root, home string) (Tree, error) {
	info, err := os.Stat(root)
	if err != nil {
		return Tree{}, fmt.Errorf("index a real tree: %w", err)
	}
	if !info.IsDir() {
		return Tree{}, fmt.Errorf("index a real tree: %s is not a folder", root)
	}
	cfg, err := config.Load(root, home)
	if err != nil {
		return Tree{}, err
	}
	tree := Tree{Root: root, Real: true}
	if len(cfg.Index.Include) > 0 {
		tree.Note = "not counted: git has no include list"
		return tree, nil
	}
	if !hasGit() {
		tree.Note = "not counted: no git on the PATH"
		return tree, nil
	}
	if exec.CommandContext(ctx, "git", "-C", root, "rev-parse", "--git-dir").Run() == nil {
		return tree.countedInRepository(ctx, cfg.Index)
	}
	tree.Expected, err = countByGit(ctx, root, append(cfg.Index.Exclude, cfg.Index.DefaultExclude...))
	tree.Counted = err == nil
	return tree, err
}

// countByGit counts the regular files and symbolic links that git would not ignore. The repository is an empty one of
// its own, so that a tree without one is read in the same way.
func countByGit(ctx context.Context, root string, exclude []string) (count int64, err error) {
	scratch, err := os.MkdirTemp("", "count-*")
	if err != nil {
		return 0, fmt.Errorf("count the files of %s: %w", root, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if _, err := git(ctx, scratch, "init", "--bare", "--quiet", scratch).Output(); err != nil {
		return 0, fmt.Errorf("count the files of %s: git init: %w", root, err)
	}
	args := []string{
		"--git-dir", scratch, "--work-tree", root, "-c", "core.bare=false",
		"ls-files", "--others", "-z", "--exclude-per-directory=.gitignore",
	}
	for _, pattern := range exclude {
		args = append(args, "--exclude", pattern)
	}
	if err := eachName(git(ctx, root, args...), func(string) { count++ }); err != nil {
		return 0, fmt.Errorf("count the files of %s: %w", root, err)
	}
	return count, nil
}

// countedInRepository counts the files of a tree in a repository, by what that tracks and by the rules of whoever runs this.
func (t Tree) countedInRepository(ctx context.Context, index config.Index) (Tree, error) {
	if len(index.Exclude) > 0 {
		t.Note = "not counted: git has no exclude list for what it tracks"
		return t, nil
	}
	args := []string{"-C", t.Root, "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "-z"}
	for _, pattern := range index.DefaultExclude {
		args = append(args, "--exclude", pattern)
	}
	err := eachName(exec.CommandContext(ctx, "git", args...), func(name string) {
		switch info, err := os.Lstat(filepath.Join(t.Root, name)); {
		case err != nil: // tracked and deleted
		case info.IsDir():
			t.Note = "not counted: another repository lies in it"
		default:
			t.Expected++
		}
	})
	if err != nil {
		return Tree{}, fmt.Errorf("count the files of %s: %w", t.Root, err)
	}
	if t.Counted = t.Note == ""; !t.Counted {
		t.Expected = 0
	}
	return t, nil
}

// eachName hands on the names that a git command lists, with a NUL behind each.
func eachName(command *exec.Cmd, do func(name string)) error {
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	names := bufio.NewScanner(out)
	names.Buffer(nil, 1<<20)
	names.Split(splitNUL)
	for names.Scan() {
		do(names.Text())
	}
	if err := errors.Join(names.Err(), command.Wait()); err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	return nil
}

func hasGit() bool {
	_, err := exec.LookPath("git")
	return err == nil
}

// git is a git that reads no configuration of the user's or the machine's.
func git(ctx context.Context, dir string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "git", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull, "HOME="+os.DevNull)
	return command
}

func splitNUL(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if end := bytes.IndexByte(data, 0); end >= 0 {
		return end + 1, data[:end], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
