package store_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An index without vectors", func() {
	var path string
	options := store.Options{Model: "none", Dimension: store.NoVectors}

	bare := func(name string) []store.Chunk {
		chunks := chunksOf(name, 3)
		for i := range chunks {
			chunks[i].Vector = nil
		}
		return chunks
	}
	build := func(ctx SpecContext) {
		GinkgoHelper()
		s, err := store.Open(ctx, path, options)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		for _, name := range []string{"a.py", "b.py"} {
			Expect(w.Append(ctx, fileNamed(name), bare(name))).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Close()).To(Succeed())
	}
	open := func(ctx SpecContext, options store.Options) *store.Store {
		GinkgoHelper()
		s, err := store.Open(ctx, path, options)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		return s
	}

	BeforeEach(func(ctx SpecContext) {
		path = filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		build(ctx)
	})

	It("holds every chunk, and says that it has no vectors", func(ctx SpecContext) {
		s := open(ctx, options)
		Expect(s.Stats(ctx)).To(And(HaveField("Chunks", BeEquivalentTo(6)), HaveField("Dimension", 0), HaveField("Model", "none")))
		_, chunks, err := fileAt(ctx, s, "b.py")
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks).To(Equal(bare("b.py")))
		_, err = s.Nearest(ctx, make([]float32, 768), 3)
		Expect(err).To(MatchError(store.ErrNoVectors))
	})

	It("is updated: files change and go, and none gets a vector", func(ctx SpecContext) {
		s := open(ctx, options)
		u := startUpdate(ctx, s)
		changed := fileNamed("a.py")
		changed.Size, changed.Hash = 11, "other"
		Expect(u.Found(ctx, changed)).To(Succeed())
		Expect(u.Changed(ctx, func(found, _ store.File) error {
			found.Hash = changed.Hash
			return u.Append(ctx, found, bare("a.py")[:1])
		})).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(1)), HaveField("Chunks", BeEquivalentTo(1))))
	})

	It("refuses a chunk with a vector", func(ctx SpecContext) {
		w, err := open(ctx, options).Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		Expect(w.Append(ctx, fileNamed("a.py"), chunksOf("a.py", 1))).To(MatchError(ContainSubstring("vector of 4 numbers, want 0")))
	})

	It("is searched as well when it is opened for a model, and needs a full index for that", func(ctx SpecContext) {
		s := open(ctx, store.Options{Model: "m", Dimension: 4})
		_, err := s.Nearest(ctx, []float32{1, 2, 3, 4}, 3)
		Expect(err).To(MatchError(store.ErrNoVectors))
		_, err = s.Update(ctx)
		Expect(err).To(MatchError(store.ErrFullNeeded))
	})

	It("can't be asked for with any other negative dimension", func(ctx SpecContext) {
		_, err := store.Open(ctx, path, store.Options{Dimension: -2})
		Expect(err).To(MatchError(And(ContainSubstring(path), ContainSubstring("dimension of -2"))))
	})
})
