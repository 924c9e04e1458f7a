package synth_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/synth"
)

// generated is a tree on disk.
type generated struct {
	root    string
	summary synth.Summary
}

// generate writes a tree into a directory that goes away with the spec.
func generate(ctx SpecContext, options synth.Options) generated {
	GinkgoHelper()
	root := filepath.Join(GinkgoT().TempDir(), "tree")
	summary, err := synth.Generate(ctx, root, options)
	Expect(err).NotTo(HaveOccurred())
	return generated{root, summary}
}

// each calls visit for every file of the tree, in the order of a walk, with its path relative to the root.
func (g generated) each(visit func(name string, content []byte)) {
	GinkgoHelper()
	Expect(filepath.WalkDir(g.root, func(full string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(full)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(g.root, full)
		visit(filepath.ToSlash(name), content)
		return err
	})).To(Succeed())
}

// eachSource calls visit for every file that an indexer has to find.
func (g generated) eachSource(visit func(name string, content []byte)) {
	GinkgoHelper()
	g.each(func(name string, content []byte) {
		if path.Base(name) != ".gitignore" && !g.ignores(name) {
			visit(name, content)
		}
	})
}

var (
	ignoredNames = regexp.MustCompile(`(^|/)(node_modules|dist|build|out|coverage|stubs|__snapshots__|__pycache__|\.venv|cache-\d+|var/cache/stage)/` +
		`|_pb2\.py$|\.min\.js$|\.log$|\.tmp$|\.tsbuildinfo$|/settings\.local\.`)
	exceptedNames = regexp.MustCompile(`\.generated\.|-recorded\.`)
)

// ignores says what the tree is meant to leave out; another spec holds it against git.
func (g generated) ignores(name string) bool {
	if !exceptedNames.MatchString(path.Base(name)) {
		return ignoredNames.MatchString(name)
	}
	patterns, err := os.ReadFile(filepath.Join(g.root, filepath.FromSlash(path.Dir(name)), ".gitignore"))
	Expect(err).NotTo(HaveOccurred())
	return ignoredNames.MatchString(name) || !strings.Contains(string(patterns), "!"+path.Base(name)+"\n")
}

// digest is a hash of every path and every byte of the tree.
func (g generated) digest() string {
	GinkgoHelper()
	hash := sha256.New()
	g.each(func(name string, content []byte) {
		sum := sha256.Sum256(content)
		hash.Write([]byte(name))
		hash.Write(sum[:])
	})
	return hex.EncodeToString(hash.Sum(nil))
}

// lines is how many lines content has, all of them ended.
func lines(content []byte) int {
	Expect(string(content)).To(HaveSuffix("\n"))
	return bytes.Count(content, []byte("\n"))
}
