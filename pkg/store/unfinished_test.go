package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An update", func() {
	var (
		path string
		s    *store.Store
	)

	BeforeEach(func(ctx SpecContext) { path, s = indexOfThree(ctx) })

	It("marks the index as incomplete when it is given up after a commit, until the next update completes it", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		appendFiles(ctx, u, 2100) // beyond one transaction of 2,048 files
		Expect(s.Stats(ctx)).To(And(HaveField("Incomplete", true), HaveField("Files", BeEquivalentTo(3+2048))), "while it is under way")
		Expect(u.Discard()).To(Succeed())
		Expect(u.Discard()).To(Succeed(), "a second time does nothing")
		Expect(s.Stats(ctx)).To(And(HaveField("Incomplete", true), HaveField("Files", BeEquivalentTo(3+2048))))
		Expect(s.Close()).To(Succeed())

		s = openIndex(ctx, path)
		Expect(s.Stats(ctx)).To(HaveField("Incomplete", true))
		u = startUpdate(ctx, s)
		appendFiles(ctx, u, 2100)
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Incomplete", false), HaveField("Files", BeEquivalentTo(2100)), HaveField("Chunks", BeEquivalentTo(2100))))
	})

	It("takes the mark away even when nothing else is left to do", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		appendFiles(ctx, u, 2049)
		Expect(u.Discard()).To(Succeed())
		u = startUpdate(ctx, s)
		for _, name := range []string{"a.py", "b.py", "c.py"} {
			Expect(u.Found(ctx, fileNamed(name))).To(Succeed())
		}
		for i := range 2048 {
			Expect(u.Found(ctx, fileNamed(fmt.Sprintf("f%04d.py", i)))).To(Succeed())
		}
		Expect(visited(ctx, u)).To(BeEmpty())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Incomplete", false), HaveField("Files", BeEquivalentTo(3+2048))))
	})

	It("leaves no trace when it is given up before its first commit", func(ctx SpecContext) {
		Expect(s.Close()).To(Succeed())
		before, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		s = openIndex(ctx, path)
		u := startUpdate(ctx, s)
		Expect(u.Found(ctx, fileNamed("a.py"))).To(Succeed())
		Expect(u.Append(ctx, fileNamed("a.py"), chunksOf("A", 9))).To(Succeed())
		Expect(u.Discard()).To(Succeed())
		Expect(s.Stats(ctx)).To(HaveField("Incomplete", false))
		Expect(s.Close()).To(Succeed())
		Expect(os.ReadFile(path)).To(Equal(before))
		Expect(filesBeside(path)).To(ConsistOf(filepath.Base(path), filepath.Base(path)+".lock"))
	})

	It("is good for nothing but to be ended after an error, which names file and index", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		err := u.Append(ctx, fileNamed("bad.py"), []store.Chunk{{Content: "a\x00b", Vector: make([]float32, 4)}})
		Expect(err).To(MatchError(And(ContainSubstring("NUL byte"), ContainSubstring("bad.py"), ContainSubstring(path))))
		Expect(u.Append(ctx, fileNamed("later.py"), nil)).To(MatchError(ContainSubstring("bad.py")))
		Expect(u.Commit(ctx)).To(MatchError(ContainSubstring("bad.py")))
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(3)), HaveField("Incomplete", false)))
		Expect(u.Append(ctx, fileNamed("later.py"), nil)).To(MatchError(store.ErrClosed))
		Expect(u.Commit(ctx)).To(MatchError(store.ErrClosed))
	})

	It("refuses chunks that come before their file", func(ctx SpecContext) {
		Expect(startUpdate(ctx, s).AppendMore(ctx, chunksOf("a.py", 1))).To(MatchError(ContainSubstring("no file yet")))
	})

	It("stops under a cancelled context and can be given up", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		Expect(u.Found(ctx, fileNamed("a.py"))).To(Succeed())
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		Expect(u.Append(cancelled, fileNamed("a.py"), chunksOf("A", 1))).To(MatchError(context.Canceled))
		Expect(u.Discard()).To(Succeed())
		u = startUpdate(ctx, s)
		Expect(u.Commit(cancelled)).To(MatchError(context.Canceled))
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(3)), HaveField("Incomplete", false)))
	})

	It("shuts out every other writer, and the end of the store, until it has ended", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		_, err := s.Update(ctx)
		Expect(err).To(MatchError(store.ErrWriting))
		_, err = s.Replace(ctx)
		Expect(err).To(MatchError(store.ErrWriting))
		Expect(s.Close()).To(MatchError(store.ErrWriting))
		Expect(u.Discard()).To(Succeed())
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		_, err = s.Update(ctx)
		Expect(err).To(MatchError(store.ErrWriting))
		Expect(w.Discard()).To(Succeed())
		Expect(s.Close()).To(Succeed())
		_, err = s.Update(ctx)
		Expect(err).To(MatchError(store.ErrClosed))
	})

	It("removes at the next opening what a killed run has left", func(ctx SpecContext) {
		Expect(s.Close()).To(Succeed())
		for _, left := range []string{path, strings.Replace(path, "?", ".wal?", 1)} {
			Expect(os.WriteFile(left+".building", []byte("half of something"), 0o600)).To(Succeed())
		}
		Expect(os.Mkdir(path+".tmp", 0o700)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(path+".tmp", "duckdb_temp_block-1.block"), nil, 0o600)).To(Succeed())
		Expect(openIndex(ctx, path).Close()).To(Succeed())
		Expect(filesBeside(path)).To(ConsistOf(filepath.Base(path), filepath.Base(path)+".lock"))
	})
})
