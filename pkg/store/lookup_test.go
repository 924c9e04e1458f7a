package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A look-up", func() {
	var s *store.Store

	BeforeEach(func(ctx SpecContext) {
		s = openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"))
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		for _, name := range []string{"b.py", "a.py"} {
			Expect(w.Append(ctx, fileNamed(name), chunksOf("same", 3))).To(Succeed())
		}
		Expect(w.Append(ctx, store.File{Path: "x.bin", ModTime: fileNamed("").ModTime, Skipped: store.SkipBinary}, nil)).To(Succeed())
		Expect(w.Commit(ctx)).To(Succeed())
	})

	withoutVectors := func(chunks []store.Chunk) []store.Chunk {
		for i := range chunks {
			chunks[i].Vector = nil
		}
		return chunks
	}

	It("by path returns the file and its chunks in the order of their lines", func(ctx SpecContext) {
		file, chunks, err := fileAt(ctx, s, "a.py")
		Expect(err).NotTo(HaveOccurred())
		Expect(file).To(Equal(fileNamed("a.py")))
		Expect(chunks).To(Equal(withoutVectors(chunksOf("same", 3))))
	})

	It("by path visits the chunks some at a time, until visiting fails", func(ctx SpecContext) {
		const chunks = 5000
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		Expect(w.Append(ctx, fileNamed("a.py"), chunksOf("long", chunks))).To(Succeed())
		Expect(w.Commit(ctx)).To(Succeed())
		visited := 0
		_, err = s.FileAt(ctx, "a.py", func(chunk store.Chunk) error {
			visited++
			Expect(chunk.FirstLine).To(Equal(visited))
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		Expect(visited).To(Equal(chunks))
		enough := errors.New("enough: no space left on device")
		_, err = s.FileAt(ctx, "a.py", func(store.Chunk) error {
			visited++
			return enough
		})
		Expect(err).To(BeIdenticalTo(enough))
		Expect(visited).To(Equal(chunks + 1))
	})

	It("by path returns a skipped file with its reason and no chunks", func(ctx SpecContext) {
		file, chunks, err := fileAt(ctx, s, "x.bin")
		Expect(err).NotTo(HaveOccurred())
		Expect(file.Skipped).To(Equal(store.SkipBinary))
		Expect(chunks).To(BeEmpty())
	})

	It("by path is exact, and says what it didn't find", func(ctx SpecContext) {
		for _, path := range []string{"A.py", "a.p_", "%", "", "a.py' OR '1'='1"} {
			_, err := s.FileAt(ctx, path, nil)
			Expect(err).To(MatchError(store.ErrNotFound))
			Expect(err).To(MatchError(ContainSubstring(path)))
		}
	})

	It("by hash returns the files of that content by path, as many as asked for", func(ctx SpecContext) {
		Expect(s.FilesByHash(ctx, "h", 10)).To(Equal([]store.File{fileNamed("a.py"), fileNamed("b.py")}))
		Expect(s.FilesByHash(ctx, "h", 1)).To(Equal([]store.File{fileNamed("a.py")}))
		Expect(s.FilesByHash(ctx, "H", 10)).To(BeEmpty())
	})

	It("by hash returns the chunks of that content by path and line, as many as asked for", func(ctx SpecContext) {
		want := withoutVectors(chunksOf("same", 2))[1]
		Expect(s.ChunksByHash(ctx, "same1", 10)).To(Equal([]store.Match{{Path: "a.py", Chunk: want}, {Path: "b.py", Chunk: want}}))
		Expect(s.ChunksByHash(ctx, "same1", 1)).To(Equal([]store.Match{{Path: "a.py", Chunk: want}}))
		Expect(s.ChunksByHash(ctx, "same", 10)).To(BeEmpty())
	})

	It("refuses a limit that is out of bounds", func(ctx SpecContext) {
		for _, limit := range []int{-1, 0, store.MaxMatches + 1} {
			_, err := s.FilesByHash(ctx, "h", limit)
			Expect(err).To(MatchError(ContainSubstring(fmt.Sprintf("limit is %d, want 1 to 1000", limit))))
			_, err = s.ChunksByHash(ctx, "h", limit)
			Expect(err).To(MatchError(ContainSubstring("want 1 to 1000")))
		}
	})

	It("says that there is no index, or that the store is closed", func(ctx SpecContext) {
		empty := openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "none.duckdb"))
		_, err := empty.FileAt(ctx, "a.py", nil)
		Expect(err).To(MatchError(store.ErrNoIndex))
		_, err = empty.FilesByHash(ctx, "h", 1)
		Expect(err).To(MatchError(store.ErrNoIndex))
		Expect(empty.Close()).To(Succeed())
		_, err = empty.ChunksByHash(ctx, "h", 1)
		Expect(err).To(MatchError(store.ErrClosed))
	})
})

// fileAt is the file under a path, with all of its chunks.
func fileAt(ctx context.Context, s *store.Store, path string) (file store.File, chunks []store.Chunk, err error) {
	file, err = s.FileAt(ctx, path, func(chunk store.Chunk) error {
		chunks = append(chunks, chunk)
		return nil
	})
	return file, chunks, err
}
