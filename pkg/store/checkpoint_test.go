package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("The log of an index", func() {
	var (
		path string
		log  string
		s    *store.Store
	)

	BeforeEach(func(ctx SpecContext) {
		before := syscall.Umask(0)
		DeferCleanup(syscall.Umask, before)
		path, s = indexOfThree(ctx)
		log = strings.Replace(path, "?", ".wal?", 1) // where DuckDB has it
	})

	// change gives a file new chunks, and all others stay.
	change := func(ctx SpecContext, chunks []store.Chunk) {
		GinkgoHelper()
		u := startUpdate(ctx, s)
		for _, name := range []string{"a.py", "b.py", "c.py"} {
			Expect(u.Found(ctx, fileNamed(name))).To(Succeed())
		}
		Expect(u.Append(ctx, fileNamed("a.py"), chunks)).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
	}
	texts := func(ctx SpecContext) []string {
		GinkgoHelper()
		return rowsOf(ctx, path, wholeChunks+"SELECT c.content FROM files f JOIN whole_chunks c ON c.file_id = f.id WHERE f.path = 'a.py'")
	}

	It("takes small changes, for nobody but its owner to read, and is gone when the index is closed", func(ctx SpecContext) {
		file, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		change(ctx, chunksOf("A", 1))
		Expect(os.ReadFile(path)).To(Equal(file))
		expectPrivate(filepath.Dir(path), filepath.Base(log))
		Expect(s.Stats(ctx)).To(HaveField("FileBytes", BeNumerically(">", len(file))))
		Expect(s.Close()).To(Succeed())
		Expect(filesBeside(path)).To(ConsistOf(filepath.Base(path), filepath.Base(path)+".lock"))
		Expect(texts(ctx)).To(Equal([]string{"A 0"}))
	})

	It("is emptied as soon as it is large, and private again", func(ctx SpecContext) {
		long := chunksOf("long", 1)
		long[0].Content = strings.Repeat("4 MB ", 4_050_000/5) // fewer than 2,048 slices, which would go straight to the file
		change(ctx, long)
		Expect(log).NotTo(BeAnExistingFile())
		change(ctx, chunksOf("A", 1))
		expectPrivate(filepath.Dir(path), filepath.Base(log))
	})

	It("is emptied after several updates, however small", func(ctx SpecContext) {
		for range 7 {
			change(ctx, chunksOf("A", 1))
			Expect(log).To(BeAnExistingFile())
		}
		change(ctx, chunksOf("A", 1))
		Expect(log).NotTo(BeAnExistingFile())
	})

	It("of a former index is never read into a new one", func(ctx SpecContext) {
		change(ctx, chunksOf("A", 1))
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		Expect(w.Append(ctx, fileNamed("a.py"), chunksOf("new", 1))).To(Succeed())
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(log).NotTo(BeAnExistingFile())
		Expect(s.Close()).To(Succeed())
		Expect(texts(ctx)).To(Equal([]string{"new 0"}))
	})
})
