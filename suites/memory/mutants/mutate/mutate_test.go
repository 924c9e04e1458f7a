package mutate_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/suites/memory/mutants/mutate"
)

// fixture is a small module in which each rule finds something, and something that it must leave alone. What a rule finds is
// the one line of its file that ends in the rule's name.
var fixture = map[string]string{
	"go.mod": "module fixture\n\ngo 1.26.0\n",
	"unclosed/a.go": `package unclosed

import "os"

type text struct{ parts []string }

func (t *text) close() { t.parts = append(t.parts, "end") }

func Read(path string, t *text) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	t.close()
	return file.Close() // unclosed
}
`,
	"unstopped/chunk/a.go": `package unstopped

import "context"

func Do(ctx context.Context, work func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // unstopped
	return work(ctx)
}
`,
	"undropped/a.go": `package undropped

import "os"

type set struct{ bits uint }

func (s *set) remove(n int) { s.bits &^= 1 << n }

func (s *set) Clean(path string) error {
	s.remove(1)
	return os.RemoveAll(path) // undropped
}
`,
	"undeferred/a.go": `package undeferred

import "sync"

func Do(work func(), pool *sync.Pool, lock *sync.Mutex) {
	buffer := pool.Get()
	lock.Lock()
	defer lock.Unlock()
	defer pool.Put(buffer) // undeferred
	work()
}
`,
	"late/a.go": `package late

import "os"

func Size(path string) (int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close() // late
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	if info.Size() == 0 {
		return 0, os.ErrInvalid
	}
	return info.Size(), nil
}
`,
	"undeleted/a.go": `package undeleted

type Cache map[string]int

func (c Cache) Forget(key string) {
	delete(c, key) // undeleted
}
`,
	"unreset/a.go": `package unreset

type Queue struct{ waiting []int }

func (q *Queue) Empty() {
	q.waiting = q.waiting[:0] // unreset
}
`,
	"pinned/a.go": `package pinned

import "strings"

func Word(text string) string {
	return strings.Clone(text[:8]) // pinned
}
`,
	"rows/a.go": `package rows

func Delete(run func(string, ...any) error, id int) error {
	return run("DELETE FROM files WHERE id = ?", id) // rows
}
`,
	"kept/a.go": `package kept

var sizes = sizesOf("a", "b")

func sizesOf(texts ...string) (all []int) {
	for _, text := range texts {
		all = append(all, len(text))
	}
	return all
}

func Count(verbose bool, texts ...string) int { // kept
	return len(texts)
}
`,
	"bound/a.go": `package bound

import "time"

const (
	maxParts = 16 // bound
	pause    = 20 * time.Second
	zero     = 0x30
)

func Add(parts []int, part int) []int {
	if len(parts) < maxParts && part > zero {
		return append(parts, part)
	}
	return parts
}
`,
	"c/a.go": `package c

// #include "a.h"
import "C"

func Do() { C.work() }
`,
	"c/a.h": "#pragma once\n\n#define MOST 64 // c-bound\n\nvoid work(void);\n",
	"c/a.c": `#include "a.h"

#include <stdlib.h>

void work(void) { // c-kept
	char *text = malloc(MOST);
	free(text); // c-unfreed
}
`,
}

var _ = Describe("Rules for leaks", Ordered, Label("slow"), func() {
	var root string
	var all []mutate.Mutant

	BeforeAll(func(ctx SpecContext) {
		root = GinkgoT().TempDir()
		for name, text := range fixture {
			path := filepath.Join(root, name)
			Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
			Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
		}
		sources, err := mutate.Load(ctx, root, "./...")
		Expect(err).NotTo(HaveOccurred())
		all = mutate.All(sources)
	}, NodeTimeout(2*time.Minute))

	// of is the one mutant of a rule in the file that is made for it.
	of := func(rule, file string) mutate.Mutant {
		GinkgoHelper()
		var found []mutate.Mutant
		for _, m := range all {
			if m.Rule == rule && m.File == file {
				found = append(found, m)
			}
		}
		Expect(found).To(HaveLen(1), "%+v", found)
		return found[0]
	}

	DescribeTable("write", func(rule, file, want string) {
		m := of(rule, file)
		before := strings.Split(fixture[file], "\n")
		Expect(before[m.Line-1]).To(HaveSuffix(" // "+rule), "it found line %d", m.Line)
		Expect(string(m.Text())).To(ContainSubstring(want))
		Expect(string(m.Text())).NotTo(ContainSubstring("\n" + before[m.Line-1] + "\n"))
		Expect(m.Key).To(HavePrefix(file))
		Expect(m.Key).To(HaveSuffix(rule))
		Expect(m.Before).NotTo(BeEmpty())
	},
		Entry("a file that is not closed", "unclosed", "unclosed/a.go",
			"return func() (_ error) { if false { return file.Close() }; return }() // unclosed"),
		Entry("a context that is not cancelled", "unstopped", "unstopped/chunk/a.go", "defer func() { if false { cancel() } }() // unstopped"),
		Entry("a folder that is not removed", "undropped", "undropped/a.go",
			"return func() (_ error) { if false { return os.RemoveAll(path) }; return }() // undropped"),
		Entry("a buffer that is not put back", "undeferred", "undeferred/a.go", "if false { defer pool.Put(buffer) } // undeferred"),
		Entry("a file that stays open after an error", "late", "late/a.go", "\t\treturn 0, os.ErrInvalid\n\t}; defer file.Close()\n\treturn info"),
		Entry("an entry that stays in a map", "undeleted", "undeleted/a.go", "if false { delete(c, key) } // undeleted"),
		Entry("a slice that keeps its elements", "unreset", "unreset/a.go", "_ = q.waiting // unreset"),
		Entry("a word that pins a text", "pinned", "pinned/a.go",
			"return func() (_ string) { if false { return strings.Clone(text[:8]) }; return text[:8] }() // pinned"),
		Entry("rows that are not deleted", "rows", "rows/a.go", `run("SELECT 1 FROM files WHERE id = ?", id) // rows`),
		Entry("a value that is kept", "kept", "kept/a.go", "texts ...string) int { mutantKeep(texts);  // kept"),
		Entry("a limit that is 50 times larger", "bound", "bound/a.go", "maxParts = (16) * 50 // bound"),
		Entry("a limit in C", "c-bound", "c/a.h", "#define MOST (64 * 50) // c-bound"),
		Entry("memory in C that is not freed", "c-unfreed", "c/a.c", "\n\t(void)0; // c-unfreed"),
		Entry("memory in C that is lost", "c-kept", "c/a.c", "void work(void) { { static void *volatile kept; kept = malloc(16); (void)kept; } // c-kept"),
	)

	It("are all shown above", func() {
		found := map[string]bool{}
		for _, m := range all {
			found[m.Rule] = true
		}
		for _, rule := range mutate.Rules() {
			Expect(found).To(HaveKey(rule[0]))
		}
	})

	It("expect what is kept by each where it lies", func() {
		Expect(of("kept", "kept/a.go").Places).To(ConsistOf("Go heap in use"))
		Expect(of("unclosed", "unclosed/a.go").Places).To(ConsistOf("file descriptor"))
		Expect(of("unstopped", "unstopped/chunk/a.go").Places).To(ConsistOf("goroutine", "Go heap in use"), "whatever the package has in C")
		Expect(of("c-unfreed", "c/a.c").Places).To(ContainElements("tree-sitter", "other native alive"))
		Expect(of("bound", "bound/a.go").Places).To(BeEmpty(), "any will do")
	})

	It("write what compiles, as an overlay that leaves the sources alone", func(ctx SpecContext) {
		for _, m := range all {
			overlay, err := m.Overlay(GinkgoT().TempDir())
			Expect(err).NotTo(HaveOccurred())
			build := exec.CommandContext(ctx, "go", "build", "-overlay="+overlay, "./...")
			build.Dir = root
			output, err := build.CombinedOutput()
			Expect(err).NotTo(HaveOccurred(), "%s\n%s", m.Key, output)
		}
		for name, text := range fixture {
			Expect(os.ReadFile(filepath.Join(root, name))).To(BeEquivalentTo(text))
		}
		Expect(filepath.Glob(filepath.Join(root, "*", "*mutant*"))).To(BeEmpty())
	}, SpecTimeout(3*time.Minute))

	It("find nothing where a package doesn't compile, and say so", func(ctx SpecContext) {
		broken := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(broken, "go.mod"), []byte(fixture["go.mod"]), 0o600)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(broken, "a.go"), []byte("package a\n\nvar a int = \"\"\n"), 0o600)).To(Succeed())
		_, err := mutate.Load(ctx, broken, "./...")
		Expect(err).To(MatchError(ContainSubstring("a.go:3")))
	}, SpecTimeout(time.Minute))
})
