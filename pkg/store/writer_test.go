package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A writer", func() {
	var (
		s *store.Store
		w *store.Writer
	)

	BeforeEach(func(ctx SpecContext) {
		var err error
		s, err = store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), store.Options{Dimension: 4})
		Expect(err).NotTo(HaveOccurred())
		w, err = s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func() { Expect(w.Discard()).To(Succeed()); Expect(s.Close()).To(Succeed()) })
	})

	It("keeps every row across its flushes and transactions", func(ctx SpecContext) {
		const files, each = 3, 3500 // 10,500 chunks: beyond one transaction of 8,192
		for i := range files {
			name := fmt.Sprint(i, ".py")
			Expect(w.Append(ctx, fileNamed(name), chunksOf(name, each))).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(files)), HaveField("Chunks", BeEquivalentTo(files*each))))
		Expect(s.Close()).To(Succeed())
		Expect(rowsOf(ctx, s.Path(), `SELECT count(DISTINCT c.id) || ' ' || sum(v.embedding[1]) || ' ' || max(c.id) || ' ' || count(*)
			FROM chunks c JOIN vectors v ON v.chunk_id = c.id`)).To(Equal([]string{
			fmt.Sprintf("%d %d.0 %d %d", files*each, files*each*(each-1)/2, files*each-1, files*each),
		}))
	})

	It("takes a file's chunks in several parts", func(ctx SpecContext) {
		Expect(w.AppendMore(ctx, chunksOf("a.py", 1))).To(MatchError(ContainSubstring("no file yet")))
		Expect(w.Discard()).To(Succeed())
		var err error
		w, err = s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		for _, name := range []string{"a.py", "b.py"} {
			Expect(w.Append(ctx, fileNamed(name), chunksOf(name, 2))).To(Succeed())
			Expect(w.AppendMore(ctx, chunksOf(name, 3))).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(rowsOf(ctx, s.Path(), wholeChunks+`SELECT f.path || ' ' || count(*) FROM files f JOIN whole_chunks c ON c.file_id = f.id
			WHERE c.context LIKE '%' || f.path || '%' GROUP BY f.path ORDER BY f.path`)).To(Equal([]string{"a.py 5", "b.py 5"}))
	})

	DescribeTable("refuses what the database would choke on, names the file, and is then good for nothing but to be discarded",
		func(ctx SpecContext, file store.File, chunk store.Chunk, message string) {
			Expect(w.Append(ctx, fileNamed("good.py"), nil)).To(Succeed())
			err := w.Append(ctx, file, []store.Chunk{chunk})
			Expect(err).To(MatchError(And(ContainSubstring(message), ContainSubstring(file.Path), ContainSubstring(s.Path()))))
			Expect(w.Append(ctx, fileNamed("later.py"), nil)).To(MatchError(ContainSubstring(message)))
			Expect(w.Commit(ctx)).To(MatchError(ContainSubstring(message)))
			Expect(s.Stats(ctx)).To(HaveField("Files", BeZero()))
		},
		Entry("a NUL byte", store.File{Path: "nul.py"}, store.Chunk{Content: "a\x00b", Vector: make([]float32, 4)}, "NUL byte"),
		Entry("invalid UTF-8", store.File{Path: "utf8.py"}, store.Chunk{Content: "a\xffb", Vector: make([]float32, 4)}, "invalid UTF-8"),
		Entry("a header with a NUL byte", store.File{Path: "h.py"}, store.Chunk{Context: "\x00", Vector: make([]float32, 4)}, "NUL byte"),
		Entry("a path with a NUL byte", store.File{Path: "p\x00.py"}, store.Chunk{Vector: make([]float32, 4)}, "NUL byte"),
		Entry("a vector of another length", store.File{Path: "dim.py"}, store.Chunk{Vector: make([]float32, 3)}, "3 numbers, want 4"),
	)

	It("stays within its memory limit on rows that are many times larger", func(ctx SpecContext) {
		Expect(w.Discard()).To(Succeed())
		Expect(s.Close()).To(Succeed())
		var err error
		s, err = store.Open(ctx, s.Path(), store.Options{Dimension: 4, MemoryLimit: 40_000_000})
		Expect(err).NotTo(HaveOccurred())
		w, err = s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		for i := range 400 {
			chunks := chunksOf("x.py", 64)
			for c := range chunks {
				chunks[c].Content = strings.Repeat(fmt.Sprint(i, c, " "), 1000)
			}
			Expect(w.Append(ctx, fileNamed(fmt.Sprint(i)), chunks)).To(Succeed())
		}
		stats, err := s.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(stats.BufferBytes).To(BeNumerically("<=", 40_000_000))
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(HaveField("Chunks", BeEquivalentTo(400*64)))
	})

	It("keeps every row, and Discard its promise, when it closes the new index in between and opens it again", Label("slow"), func(ctx SpecContext) {
		const rows, each = 270_000, 1000 // beyond 262,144, where it is opened again
		for i := range rows / each {
			Expect(w.Append(ctx, fileNamed(fmt.Sprint(i)), chunksOf("", each))).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(rows/each)), HaveField("Chunks", BeEquivalentTo(rows))))
		var err error
		w, err = s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		for range rows / each {
			Expect(w.Append(ctx, fileNamed("new"), chunksOf("", each))).To(Succeed())
		}
		Expect(w.Discard()).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(filesBeside(s.Path())).To(ConsistOf(filepath.Base(s.Path()), filepath.Base(s.Path())+".lock"))
		Expect(rowsOf(ctx, s.Path(), "SELECT count(DISTINCT id) || ' ' || max(id) || ' ' || count(DISTINCT file_id) FROM chunks")).
			To(Equal([]string{fmt.Sprint(rows, " ", rows-1, " ", rows/each)}))
	})

	It("leaves a file of the same size each time the same tree is written again", func(ctx SpecContext) {
		var sizes []int64
		for range 5 {
			for i := range 10 {
				Expect(w.Append(ctx, fileNamed(fmt.Sprint(i)), chunksOf("x", 500))).To(Succeed())
			}
			Expect(w.Commit(ctx)).To(Succeed())
			stats, err := s.Stats(ctx)
			Expect(err).NotTo(HaveOccurred())
			sizes = append(sizes, stats.FileBytes)
			w, err = s.Replace(ctx)
			Expect(err).NotTo(HaveOccurred())
		}
		Expect(sizes).To(HaveEach(sizes[0]))
	})

	It("can be discarded after a run that was cancelled between two transactions", func(ctx SpecContext) {
		cancelled, cancel := context.WithCancel(ctx)
		Expect(w.Append(cancelled, fileNamed("a"), chunksOf("x", 8191))).To(Succeed())
		cancel()
		Expect(w.AppendMore(cancelled, chunksOf("x", 1))).To(MatchError(context.Canceled))
		Expect(w.Discard()).To(Succeed())
		Expect(s.Stats(ctx)).To(HaveField("Files", BeZero()))
	})
})
