package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A store", func() {
	var path string

	BeforeEach(func() {
		path = filepath.Join(GinkgoT().TempDir(), "it's an index?.duckdb")
		before := gleak.Goroutines()
		DeferCleanup(func(ctx SpecContext) { Eventually(ctx, gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
	})

	open := func(ctx context.Context) *store.Store {
		GinkgoHelper()
		s, err := store.Open(ctx, path, store.Options{Model: "m", Dimension: 4})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		return s
	}
	write := func(ctx context.Context, s *store.Store, files ...string) {
		GinkgoHelper()
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		for _, name := range files {
			Expect(w.Append(ctx, fileNamed(name), chunksOf(name, 3))).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
	}

	It("has zero statistics and no file before the first commit", func(ctx SpecContext) {
		s := open(ctx)
		stats, err := s.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		stats.BufferBytes = 0
		Expect(stats).To(Equal(store.Stats{}))
		Expect(path).NotTo(BeAnExistingFile())
	})

	It("keeps files, chunks and vectors, and finds them when it is opened again", func(ctx SpecContext) {
		began := time.Now()
		s := open(ctx)
		write(ctx, s, "a.py", "b.py")
		Expect(s.Close()).To(Succeed())

		s = open(ctx)
		stats, err := s.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(stats).To(And(
			HaveField("Files", BeEquivalentTo(2)), HaveField("Chunks", BeEquivalentTo(6)),
			HaveField("Model", "m"), HaveField("Dimension", 4),
			HaveField("LastUpdated", BeTemporally(">=", began)), HaveField("FileBytes", BeNumerically(">", 0)),
		))
		Expect(s.Close()).To(Succeed())
		Expect(rowsOf(ctx, path, wholeChunks+`SELECT f.path || ' ' || f.modified || ' ' || c.first_line || ' ' || c.content || ' ' || c.names ||
			' ' || v.embedding::VARCHAR FROM files f JOIN whole_chunks c ON c.file_id = f.id JOIN vectors v ON v.chunk_id = c.id
			ORDER BY c.id LIMIT 4`)).To(Equal([]string{
			"a.py 2026-01-02 03:04:05.678901 1 a.py 0 f\ng [0.0, 0.5, 1.0, 1.5]",
			"a.py 2026-01-02 03:04:05.678901 2 a.py 1 f\ng [1.0, 1.5, 2.0, 2.5]",
			"a.py 2026-01-02 03:04:05.678901 3 a.py 2 f\ng [2.0, 2.5, 3.0, 3.5]",
			"b.py 2026-01-02 03:04:05.678901 1 b.py 0 f\ng [0.0, 0.5, 1.0, 1.5]",
		}))
	})

	It("counts skipped files apart, with their reason", func(ctx SpecContext) {
		s := open(ctx)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(w.Append(ctx, store.File{Path: "x.bin", Skipped: store.SkipBinary}, nil)).To(Succeed())
		Expect(w.Append(ctx, fileNamed("a.py"), nil)).To(Succeed())
		Expect(w.Commit(ctx)).To(Succeed())
		stats, err := s.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(stats).To(And(HaveField("Files", BeEquivalentTo(1)), HaveField("Skipped", BeEquivalentTo(1))))
	})

	It("replaces the index only when the new one is committed", func(ctx SpecContext) {
		s := open(ctx)
		write(ctx, s, "old.py")
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(w.Append(ctx, fileNamed("new1.py"), chunksOf("new1.py", 2))).To(Succeed())
		Expect(w.Append(ctx, fileNamed("new2.py"), chunksOf("new2.py", 2))).To(Succeed())

		Expect(s.Stats(ctx)).To(HaveField("Files", BeEquivalentTo(1)), "while it is written")
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(2)), HaveField("Chunks", BeEquivalentTo(4))))
		Expect(s.Close()).To(Succeed())
		Expect(rowsOf(ctx, path, "SELECT path FROM files ORDER BY id")).To(Equal([]string{"new1.py", "new2.py"}))
	})

	It("keeps the former index when the new one is discarded, and leaves no file of it", func(ctx SpecContext) {
		s := open(ctx)
		write(ctx, s, "old.py")
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(w.Append(ctx, fileNamed("new.py"), chunksOf("new.py", 2))).To(Succeed())
		Expect(w.Discard()).To(Succeed())
		Expect(w.Discard()).To(Succeed(), "a second time does nothing")
		Expect(s.Stats(ctx)).To(HaveField("Files", BeEquivalentTo(1)))
		Expect(s.Close()).To(Succeed())
		Expect(filesBeside(path)).To(ConsistOf(filepath.Base(path), filepath.Base(path)+".lock"))
	})

	It("survives the loss of an unfinished index, as a killed run leaves it", func(ctx SpecContext) {
		s := open(ctx)
		write(ctx, s, "old.py")
		Expect(os.WriteFile(path+".building", []byte("half of something"), 0o600)).To(Succeed())
		write(ctx, s, "new.py", "newer.py")
		Expect(s.Stats(ctx)).To(HaveField("Files", BeEquivalentTo(2)))
	})

	It("takes a commit under a cancelled context as failed, and keeps the former index", func(ctx SpecContext) {
		s := open(ctx)
		write(ctx, s, "old.py")
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(w.Append(ctx, fileNamed("new.py"), chunksOf("new.py", 2))).To(Succeed())
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		Expect(w.Commit(cancelled)).To(MatchError(context.Canceled))
		Expect(s.Stats(ctx)).To(HaveField("Files", BeEquivalentTo(1)))
		write(ctx, s, "a.py", "b.py", "c.py")
		Expect(s.Stats(ctx)).To(HaveField("Files", BeEquivalentTo(3)))
	})

	It("keeps a chunk with a NUL-free text of every kind unharmed", func(ctx SpecContext) {
		s := open(ctx)
		text := "'quoted' \"twice\" \\ \u00e9\u4e16\U0001F600\r\n\ttab; DROP TABLE files; --"
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(w.Append(ctx, fileNamed(text), []store.Chunk{{Content: text, Vector: make([]float32, 4)}})).To(Succeed())
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(rowsOf(ctx, path, wholeChunks+"SELECT content FROM whole_chunks")).To(Equal([]string{text}))
		Expect(rowsOf(ctx, path, "SELECT path FROM files")).To(Equal([]string{text}))
	})

	It("refuses a second writer until the first one has ended", func(ctx SpecContext) {
		s := open(ctx)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		_, err = s.Replace(ctx)
		Expect(err).To(MatchError(store.ErrWriting))
		Expect(s.Close()).To(MatchError(store.ErrWriting))
		Expect(w.Discard()).To(Succeed())
		write(ctx, s, "a.py")
	})

	It("refuses to open an index twice, and says what to do", func(ctx SpecContext) {
		s := open(ctx)
		_, err := store.Open(ctx, path, store.Options{})
		Expect(err).To(MatchError(store.ErrInUse))
		Expect(err).To(MatchError(ContainSubstring(path)))
		Expect(s.Close()).To(Succeed())
		open(ctx)
	})

	It("refuses what is used after its end", func(ctx SpecContext) {
		s := open(ctx)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(w.Append(ctx, fileNamed("a.py"), nil)).To(MatchError(store.ErrClosed))
		Expect(w.Commit(ctx)).To(MatchError(store.ErrClosed))
		Expect(s.Close()).To(Succeed())
		Expect(s.Close()).To(Succeed(), "closing twice is harmless")
		_, err = s.Stats(ctx)
		Expect(err).To(MatchError(store.ErrClosed))
		_, err = s.Replace(ctx)
		Expect(err).To(MatchError(store.ErrClosed))
	})

	DescribeTable("refuses a file that is no index of this version, and leaves it as it is",
		func(ctx SpecContext, prepare func(ctx context.Context), message string) {
			prepare(ctx)
			before, err := os.ReadFile(path)
			Expect(err).NotTo(HaveOccurred())
			_, opened := store.Open(ctx, path, store.Options{})
			_, recovered := store.Recover(ctx, path)
			for _, err := range []error{opened, recovered} {
				Expect(err).To(MatchError(store.ErrSchema))
				Expect(err).To(MatchError(And(ContainSubstring(path), ContainSubstring(message), Not(ContainSubstring("recover keeps")))))
			}
			Expect(os.ReadFile(path)).To(Equal(before))
			Expect(filesBeside(path)).To(ConsistOf(filepath.Base(path)))
			Expect(os.Remove(path)).To(Succeed())
			open(ctx)
		},
		Entry("garbage", func(context.Context) {
			Expect(os.WriteFile(path, []byte(strings.Repeat("garbage ", 4096)), 0o600)).To(Succeed())
		}, "begins as no database does"),
		Entry("nothing", func(context.Context) {
			Expect(os.WriteFile(path, nil, 0o600)).To(Succeed())
		}, "begins as no database does"),
		Entry("a newer schema", func(ctx context.Context) {
			database(ctx, path, "CREATE TABLE metadata AS SELECT 'schema_version' AS key, '99' AS value")
		}, "schema version 99"),
		Entry("somebody else's database", func(ctx context.Context) {
			database(ctx, path, "CREATE TABLE t (i INTEGER)")
		}, store.ErrSchema.Error()),
	)

	It("reports a folder that doesn't exist", func(ctx SpecContext) {
		_, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "no", "index.duckdb"), store.Options{})
		Expect(err).To(MatchError(os.ErrNotExist))
	})
})

func fileNamed(name string) store.File {
	return store.File{
		Path: name, Size: 10, ModTime: time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC), Hash: "h",
	}
}

func chunksOf(name string, count int) []store.Chunk {
	chunks := make([]store.Chunk, count)
	for i := range chunks {
		n := float32(i)
		chunks[i] = store.Chunk{
			Language: "python", FirstLine: i + 1, LastLine: i + 1, Content: fmt.Sprint(name, " ", i), Context: "path: " + name,
			Names: []string{"f", "g"}, Hash: fmt.Sprint(name, i), Vector: []float32{n, n + 0.5, n + 1, n + 1.5},
		}
	}
	return chunks
}
