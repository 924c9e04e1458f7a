package store_test

import (
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
		Expect(rowsOf(ctx, s.Path(), `SELECT f.path || ' ' || count(*) FROM files f JOIN chunks c ON c.file_id = f.id
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
})
