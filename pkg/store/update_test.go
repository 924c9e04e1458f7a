package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An update", func() {
	var (
		path string
		s    *store.Store
	)

	BeforeEach(func(ctx SpecContext) { path, s = indexOfThree(ctx) })

	It("exchanges what was appended, keeps what was found, deletes the rest", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		for _, name := range []string{"a.py", "b.py", "new.py"} {
			Expect(u.Found(ctx, fileNamed(name))).To(Succeed())
		}
		Expect(u.Append(ctx, fileNamed("a.py"), chunksOf("A", 1))).To(Succeed())
		Expect(u.AppendMore(ctx, chunksOf("A", 1))).To(Succeed())
		Expect(u.Append(ctx, fileNamed("new.py"), chunksOf("N", 1))).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(3)), HaveField("Chunks", BeEquivalentTo(6)), HaveField("Incomplete", false)))
		Expect(s.Close()).To(Succeed())
		Expect(filesBeside(path)).To(ConsistOf(filepath.Base(path), filepath.Base(path)+".lock"))
		Expect(contentOf(ctx, path)).To(Equal([]string{
			"a.py 1 A 0", "a.py 1 A 0", "b.py 1 b.py 0", "b.py 2 b.py 1", "b.py 3 b.py 2", "new.py 1 N 0",
		}))
	})

	It("keeps the last of what is appended under one path", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		Expect(u.Found(ctx, fileNamed("a.py"))).To(Succeed())
		for _, text := range []string{"one", "two", "three"} {
			Expect(u.Append(ctx, fileNamed("a.py"), chunksOf(text, 1))).To(Succeed())
		}
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(contentOf(ctx, path)).To(Equal([]string{"a.py 1 three 0"}))
	})

	It("gives a touched file its new size and time, and keeps its chunks", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		touched := fileNamed("a.py")
		touched.Size, touched.ModTime = 12, touched.ModTime.Add(time.Hour)
		Expect(u.Found(ctx, touched)).To(Succeed())
		Expect(u.Touch(ctx, touched)).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		file, chunks, err := fileAt(ctx, s, "a.py")
		Expect(err).NotTo(HaveOccurred())
		Expect(file).To(Equal(touched))
		Expect(chunks).To(HaveLen(3))
		u = startUpdate(ctx, s)
		Expect(u.Found(ctx, touched)).To(Succeed())
		Expect(visited(ctx, u)).To(BeEmpty())
	})

	It("leaves the file as it is, to the byte, when there is nothing to do", func(ctx SpecContext) {
		Expect(s.Close()).To(Succeed())
		before, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		s = openIndex(ctx, path)
		u := startUpdate(ctx, s)
		for _, name := range []string{"a.py", "b.py", "c.py"} {
			Expect(u.Found(ctx, fileNamed(name))).To(Succeed())
		}
		Expect(visited(ctx, u)).To(BeEmpty())
		Expect(u.Touch(ctx, fileNamed("a.py"))).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(os.ReadFile(path)).To(Equal(before))
	})

	DescribeTable("asks for a full index when the current one was written with",
		func(ctx SpecContext, options store.Options, reason string) {
			Expect(s.Close()).To(Succeed())
			var err error
			s, err = store.Open(ctx, path, options)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(s.Close)
			_, err = s.Update(ctx)
			Expect(err).To(MatchError(store.ErrFullNeeded))
			Expect(err).To(MatchError(And(ContainSubstring(reason), ContainSubstring(path))))
			replaceWith(ctx, s, []string{}...)
			u, err := s.Update(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(u.Discard()).To(Succeed())
		},
		Entry("another model", store.Options{Model: "other", Dimension: 4, Fingerprint: "f"}, `model "m", now it is "other"`),
		Entry("another dimension", store.Options{Model: "m", Dimension: 5, Fingerprint: "f"}, "vectors of 4 numbers, now it is 5"),
		Entry("another fingerprint", store.Options{Model: "m", Dimension: 4, Fingerprint: "g"}, `fingerprint "f", now it is "g"`),
	)

	It("asks for a full index where there is none", func(ctx SpecContext) {
		empty := openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "none.duckdb"))
		_, err := empty.Update(ctx)
		Expect(err).To(MatchError(store.ErrFullNeeded))
	})
})

// indexOfThree opens an index that holds three files.
func indexOfThree(ctx context.Context) (path string, s *store.Store) {
	GinkgoHelper()
	path = filepath.Join(GinkgoT().TempDir(), "it's an index?.duckdb")
	before := gleak.Goroutines()
	DeferCleanup(func(ctx SpecContext) { Eventually(ctx, gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
	s = openIndex(ctx, path)
	replaceWith(ctx, s, "a.py", "b.py", "c.py")
	return path, s
}

func openIndex(ctx context.Context, path string) *store.Store {
	GinkgoHelper()
	s, err := store.Open(ctx, path, store.Options{Model: "m", Dimension: 4, Fingerprint: "f"})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(s.Close)
	return s
}

func startUpdate(ctx context.Context, s *store.Store) *store.Update {
	GinkgoHelper()
	u, err := s.Update(ctx)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(u.Discard)
	return u
}

func replaceWith(ctx context.Context, s *store.Store, files ...string) {
	GinkgoHelper()
	w, err := s.Replace(ctx)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(w.Discard)
	for _, name := range files {
		Expect(w.Append(ctx, fileNamed(name), chunksOf(name, 3))).To(Succeed())
	}
	Expect(w.Commit(ctx)).To(Succeed())
}

// appendFiles finds and appends files of one chunk each.
func appendFiles(ctx context.Context, u *store.Update, count int) {
	GinkgoHelper()
	for i := range count {
		file := fileNamed(fmt.Sprintf("f%04d.py", i))
		Expect(u.Found(ctx, file)).To(Succeed())
		Expect(u.Append(ctx, file, chunksOf(file.Path, 1))).To(Succeed())
	}
}

// contentOf is what a closed index holds, whatever its ids: each chunk with the file and the vector that belong to it.
func contentOf(ctx context.Context, path string) []string {
	GinkgoHelper()
	return rowsOf(ctx, path, wholeChunks+`SELECT f.path || ' ' || c.first_line || ' ' || c.content FROM files f JOIN whole_chunks c ON c.file_id = f.id
		JOIN vectors v ON v.chunk_id = c.id ORDER BY ALL`)
}
