package workload

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/indexer/walk"
	gitrules "github.com/embecode/embecode/pkg/indexer/walk/git"
	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// repositories are work trees of every kind that git knows, sound and broken, and the user's own rules. They are walked in each
// round under another name.
type repositories struct {
	folder string // holds nothing else
	round  int
}

// plant writes files, with the folders that they lie in.
func plant(folder string, files map[string]string) error {
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// gitFolder are the files that make a folder one of git's, with an index.
func gitFolder(prefix, index string) map[string]string {
	files := map[string]string{prefix + "/HEAD": "ref: refs/heads/main\n", prefix + "/objects/a": "", prefix + "/refs/a": ""}
	if index != "" {
		files[prefix+"/index"] = index
	}
	return files
}

// gitIndex is git's index of the paths: in which version, with object names of so many bytes.
func gitIndex(version uint32, idSize int, paths ...string) string {
	out := []byte("DIRC")
	out = binary.BigEndian.AppendUint32(out, version)
	out = binary.BigEndian.AppendUint32(out, uint32(len(paths))) //nolint:gosec // a few
	before := ""
	for i, path := range paths {
		start := len(out)
		out = append(out, make([]byte, 24)...)
		out = binary.BigEndian.AppendUint32(out, 0o100644)
		out = append(out, make([]byte, 12+idSize)...)
		flags := uint16(min(len(path), 0xfff)) //nolint:gosec // at most that
		if version > 2 && i%2 == 1 {
			flags |= 0x4000
		}
		if out = binary.BigEndian.AppendUint16(out, flags); flags&0x4000 != 0 {
			out = append(out, 0, 0)
		}
		if version == 4 {
			common := 0
			for common < min(len(before), len(path)) && before[common] == path[common] {
				common++
			}
			if strip := len(before) - common; strip > 127 {
				out = append(out, byte(0x80|(strip>>7-1)), byte(strip&0x7f))
			} else {
				out = append(out, byte(strip))
			}
			out = append(append(out, path[common:]...), 0)
		} else {
			out = append(append(out, path...), 0)
			for (len(out)-start)%8 != 0 {
				out = append(out, 0)
			}
		}
		before = path
	}
	return string(out)
}

// splitFrom is what an index has at its end that is split from another one, without the entries of a bitmap of these words.
func splitFrom(words ...uint64) string {
	content := append([]byte(strings.Repeat("\x01", 20)), binary.BigEndian.AppendUint32(nil, 1<<20)...)
	content = binary.BigEndian.AppendUint32(content, uint32(len(words))) //nolint:gosec // a few
	for _, word := range words {
		content = binary.BigEndian.AppendUint64(content, word)
	}
	return extension("link", string(content))
}

func extension(name, content string) string {
	return name + string(binary.BigEndian.AppendUint32(nil, uint32(len(content)))) + content //nolint:gosec // a few
}

// brokenIndexes can't be read, each for another reason.
func brokenIndexes() map[string]string {
	sound := gitIndex(2, 20, "a.log", "b.log")
	at := func(index string, offset int, replaced string) string {
		return index[:offset] + replaced + index[offset+len(replaced):]
	}
	prefixed := gitIndex(4, 20, "a.log", "b.log")
	first := 12 + 40 + 20 + 2
	return map[string]string{
		"lost": sound + splitFrom(), "bits": sound + splitFrom(1<<33), "leftout": sound + splitFrom(1|1<<30), "dense": sound + splitFrom(append([]uint64{300 << 33}, slices.Repeat([]uint64{1<<64 - 1}, 300)...)...),
		"words": sound + extension("link", strings.Repeat("\x01", 30)), "cells": sound + extension("link", strings.Repeat("\x01", 36)),
		"id": sound + extension("link", "x"), "ends": sound + splitFrom()[:20], "extensions": sound + strings.Repeat(extension("TREE", ""), 100),
		"short": "DIRC", "magic": at(sound, 0, "CRID"), "version": at(sound, 7, "\x09"), "cut": sound[:len(sound)-70], "kind": at(sound, 12+26, "\xff"),
		"length": at(sound, first-1, "\x07"), "padding": at(sound, first+6, "x"), "end": sound[:first+5], "name": sound[:first+2],
		"empty": gitIndex(2, 20, ""), "long": gitIndex(2, 20, strings.Repeat("a", 17<<10)),
		"strip": at(prefixed, first, "\x09"), "number": at(prefixed, first, "\xff\xff\xff\xff\xff"), "none": prefixed[:first], "flags": gitIndex(3, 20, "a", "b")[:first+6+60+3],
	}
}

// newRepositories writes them into a folder of the caller's.
func newRepositories(folder string) (*repositories, error) {
	r := &repositories{folder: folder}
	top := filepath.Join(folder, "round-0")
	common := map[string]string{".gitignore": "*.log\nbuild/\n", "a.log": "", "b.log": "", "build/x.py": "", "c.py": "", "sub/d.py": ""}
	many := make([]string, 12_000)
	for i := range many {
		many[i] = fmt.Sprintf("build/%s%05d.py", strings.Repeat("long_name_", 2), i)
	}
	trees := map[string]map[string]string{
		"two": gitFolder(".git", gitIndex(2, 20, "a.log", "build/x.py")), "three": gitFolder(".git", gitIndex(3, 20, "a.log", "b.log", "build/x.py")),
		"four":    gitFolder(".git", gitIndex(4, 20, "a.log", "a.log.d/"+strings.Repeat("d", 200), "build/x.py")),
		"sha256":  gitFolder(".git", gitIndex(2, 32, "a.log", "build/x.py")),
		"many":    gitFolder(".git", gitIndex(4, 20, many...)),
		"none":    gitFolder(".git", ""),
		"ignored": {".git/HEAD": "ref: refs/heads/main\n", ".git/objects/a": "", ".git/refs/a": "", "out/.gitignore": "!*.log\n", "out/e.log": "", "out/in/f.py": ""},
		"tracked": gitFolder(".git", gitIndex(2, 20, "out/in/f.py")),
		"rules":   gitFolder(".git", ""), "huge": gitFolder(".git", ""), "above": gitFolder(".git", ""), "bare": gitFolder("store.git", ""),
		"inside": gitFolder("store/modules/m", gitIndex(2, 20, "a.log")), "worktree": gitFolder("store/.git/worktrees/w", ""),
		"link": gitFolder("elsewhere", ""), "directory": {".git/index/x": "", ".git/HEAD": "ref: refs/heads/main\n", ".git/objects/a": "", ".git/refs/a": ""},
		"odd": {".git/HEAD": "nothing\n", ".git/objects/a": "", ".git/refs/a": ""}, "half": {".git/HEAD": "ref: refs/heads/main\n"}, "gone": {".git": "gitdir: nowhere/at/all\n"},
		"text": {".git": "no link\n"}, "lines": {".git": "gitdir: store\r\n", "store": "a file\n"}, "systems/.hg": {"a": ""},
	}
	shared := ".git/sharedindex." + strings.Repeat("01", 20)
	for name, end := range map[string]string{
		"whole": extension("TREE", "") + extension("link", strings.Repeat("\x01", 20)), "split": splitFrom(1<<33, 2), "run": splitFrom(1 | 1<<1), "null": extension("link", strings.Repeat("\x00", 20)),
	} {
		trees[name] = gitFolder(".git", gitIndex(2, 20, "", "build/x.py")+end)
		trees[name][shared] = gitIndex(2, 20, "a.log", "b.log")
	}
	trees["broken-shared"] = gitFolder(".git", gitIndex(2, 20, "a.log")+splitFrom())
	trees["broken-shared"][shared] = "none"
	trees["rules"][".git/info/exclude"] = "*.tmp\n[!a-c]x\\?.[[:alpha:][:digit:]]\n[\\]-a]\n[a\n[[:none:]]\n[a-\\\n\\*x\n\\\n*\\ \nx\\/**/y\na**\n"
	trees["huge"][".git/info/exclude"] = strings.Repeat("# a comment\n", ignore.MaxSize/10)
	trees["above"][".gitignore"] = strings.Repeat("# a comment\n", ignore.MaxSize/10)
	trees["tracked"][".gitignore"], trees["ignored"][".gitignore"] = "out/\n", "out/\n"
	trees["tracked"]["out/in/f.py"], trees["above"]["in/g.py"] = "", ""
	trees["inside"]["m/.git"] = "gitdir: ../store/modules/m\n"
	trees["worktree"]["w/.git"], trees["worktree"]["store/.git/worktrees/w/commondir"] = "gitdir: ../store/.git/worktrees/w\n", "../..\n"
	trees["outside"] = map[string]string{"o/.git": "gitdir: " + filepath.Join(folder, "aside/worktrees/o") + "\n", "o/h.py": ""}
	trees["named"] = map[string]string{"o/.git": "gitdir: " + filepath.Join(folder, "aside/named") + "\n", "o/h.py": ""}
	trees["strange"] = map[string]string{"o/.git": "gitdir: " + filepath.Join(folder, "aside/strange") + "\n", "o/h.py": ""}
	trees["heads"] = map[string]string{".git/HEAD/a": "", ".git/objects/a": "", ".git/refs/a": ""}
	trees["nested"] = map[string]string{}
	for depth := range 10 {
		maps.Copy(trees["nested"], gitFolder(strings.Repeat("n/", depth)+".git", gitIndex(2, 20, "a.log")))
	}
	for name, index := range brokenIndexes() {
		trees["broken-"+name] = gitFolder(".git", index)
	}
	var problems []error
	for name, files := range trees {
		problems = append(problems, plant(filepath.Join(top, name), common), plant(filepath.Join(top, name), files))
	}
	problems = append(problems, r.outside(), os.Symlink("elsewhere", filepath.Join(top, "link", ".git")), os.Symlink("nowhere", filepath.Join(top, "none", "dangling")),
		plant(folder, map[string]string{
			"home/.gitconfig": "[core]\n\texcludesFile = ~/rules\n[include]\n\tpath = more\n[user \"x\"]\n\tname = y\n", "home/more": "[core]\n\texcludesFile = rules\n",
			"home/rules": "*.orig\n", "home/bad": "[core\n", "home/large": strings.Repeat("# a comment\n", ignore.MaxSize/10), "home/loop": "[include]\n\tpath = loop\n",
		}))
	return r, errors.Join(problems...)
}

// outside writes git folders that lie outside of the trees: of a linked work tree, of one that the configuration names, and of
// none.
func (r *repositories) outside() error {
	return errors.Join(
		plant(filepath.Join(r.folder, "aside"), gitFolder("worktrees/o", gitIndex(2, 20, "a.log"))),
		plant(filepath.Join(r.folder, "aside"), gitFolder("named", gitIndex(2, 20, "a.log"))),
		plant(filepath.Join(r.folder, "aside"), gitFolder("strange", gitIndex(2, 20, "a.log"))),
		plant(filepath.Join(r.folder, "aside"), map[string]string{"worktrees/o/commondir": "../..\n", "info/exclude": "*.tmp\n"}))
}

// top renames the folder of all trees, and writes which work trees the git folders outside of it belong to.
func (r *repositories) renew() (top string, err error) {
	former := filepath.Join(r.folder, fmt.Sprintf("round-%d", r.round))
	r.round++
	top = filepath.Join(r.folder, fmt.Sprintf("round-%d", r.round))
	return top, errors.Join(os.Rename(former, top), plant(filepath.Join(r.folder, "aside"), map[string]string{
		"worktrees/o/gitdir": filepath.Join(top, "outside/o/.git") + "\n",
		"named/config":       "[core]\n\tworktree = " + filepath.Join(top, "named", ".", "o") + "\n",
	}))
}

// walkAll walks each tree, from its top and from within, under each kind of option.
func (r *repositories) walkAll(ctx context.Context) error {
	top, err := r.renew()
	if err != nil {
		return err
	}
	trees, err := os.ReadDir(top)
	if err != nil {
		return err
	}
	rules := filepath.Join(r.folder, "home", "rules")
	all := walk.Options{UserExcludes: rules}
	for _, tree := range trees {
		if err := r.walk(ctx, filepath.Join(top, tree.Name()), all); err != nil {
			return err
		}
	}
	for _, below := range []string{"two/sub", "ignored/out/in", "tracked/out/in", "above/in", "bare/store.git/objects", "inside/m", "worktree/w", "outside/o", "named/o", "strange/o", "rules/build"} {
		if err := r.walk(ctx, filepath.Join(top, below), all); err != nil {
			return err
		}
	}
	for _, options := range []walk.Options{
		{Include: []string{"*.py", "!c.py", "/sub/"}, Exclude: []string{"build/"}, DefaultExclude: []string{"sub/"}},
		{TreeOnly: true},
		{UserExcludes: filepath.Join(r.folder, "nowhere")},
		{UserExcludes: r.folder},
		{},
	} {
		for _, tree := range []string{"two", "two/sub", "none"} {
			if err := r.walk(ctx, filepath.Join(top, tree), options); err != nil {
				return err
			}
		}
	}
	r.refused(top)
	return errors.Join(r.changing(ctx), r.userExcludes())
}

var errSeen = errors.New("seen enough")

func (r *repositories) walk(ctx context.Context, root string, options walk.Options) error {
	walker, err := walk.New(root, options)
	if err != nil {
		return err
	}
	if err := walker.Walk(ctx, func(walk.Entry) error { return nil }); err != nil {
		return fmt.Errorf("walk %s: %w", root, err)
	}
	// A walk may also end at any file.
	for left := range 4 {
		stopped := newCountdown(ctx, 1+left)
		err := walker.Walk(stopped, func(walk.Entry) error { return nil })
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		err = walker.Walk(ctx, func(walk.Entry) error {
			if left--; left < 0 {
				return errSeen
			}
			return nil
		})
		if err != nil && !errors.Is(err, errSeen) {
			return err
		}
	}
	return nil
}

// changing walks a tree that changes meanwhile: files and folders vanish, and folders become files.
func (r *repositories) changing(ctx context.Context) error {
	root := filepath.Join(r.folder, fmt.Sprintf("changing-%d", r.round))
	at := func(name string) string { return filepath.Join(root, name) }
	if err := plant(root, map[string]string{"a.py": "", "b.py": "", "c/d.py": "", "e/f.py": "", "g/h.py": ""}); err != nil {
		return err
	}
	walker, err := walk.New(root, walk.Options{})
	if err != nil {
		return err
	}
	err = walker.Walk(ctx, func(entry walk.Entry) error {
		switch entry.Path {
		case "a.py":
			return os.Remove(at("b.py"))
		case "c/d.py":
			return errors.Join(os.RemoveAll(at("e")), os.WriteFile(at("e"), nil, 0o600), os.RemoveAll(at("g")))
		}
		return nil
	})
	if err := errors.Join(err, os.RemoveAll(root)); err != nil {
		return err
	}
	if walker.Walk(ctx, func(walk.Entry) error { return nil }) == nil {
		return errors.New("a tree that is gone is walked")
	}
	return nil
}

// refused makes walkers of what can't be walked.
func (r *repositories) refused(top string) {
	large := []string{strings.Repeat("a", ignore.MaxSize+1)}
	for root, options := range map[string]walk.Options{
		filepath.Join(top, "no-such"): {}, filepath.Join(top, "two/c.py"): {}, filepath.Join(top, "two"): {Exclude: large}, filepath.Join(top, "four"): {DefaultExclude: large},
		filepath.Join(top, "many"): {Include: large}, filepath.Join(top, "none"): {UserExcludes: filepath.Join(r.folder, "home", "large")},
		filepath.Join(top, "rules"): {UserExcludes: strings.Repeat("a", 5_000)},
	} {
		_, _ = walk.New(root, options)
	}
}

// userExcludes asks for the user's own rules, wherever they may be said.
func (r *repositories) userExcludes() error {
	home := filepath.Join(r.folder, "home")
	var problems []error
	for _, one := range []struct {
		environment map[string]string
		fails       bool
	}{
		{map[string]string{"HOME": home}, false},
		{map[string]string{"GIT_CONFIG_GLOBAL": filepath.Join(home, "more"), "GIT_CONFIG_NOSYSTEM": "1"}, false},
		{map[string]string{"HOME": home, "GIT_CONFIG_GLOBAL": filepath.Join(home, "bad")}, true},
		{map[string]string{}, false},
		{map[string]string{"GIT_CONFIG_GLOBAL": filepath.Join(home, "loop"), "GIT_CONFIG_SYSTEM": home}, false},
		{map[string]string{"GIT_CONFIG_GLOBAL": strings.Repeat("a", 5_000)}, true},
	} {
		if _, err := gitrules.UserExcludes(func(name string) string { return one.environment[name] }); one.fails != (err != nil) {
			problems = append(problems, fmt.Errorf("the user's excludes of %v: %w", one.environment, err))
		}
	}
	return errors.Join(problems...)
}
