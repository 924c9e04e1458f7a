package vectors_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed/vectors"
)

var _ = Describe("A file of vectors", func() {
	var path string

	BeforeEach(func() { path = filepath.Join(GinkgoT().TempDir(), "what? 100%#.sqlite") })

	open := func(ctx SpecContext) *vectors.Cache {
		GinkgoHelper()
		c, err := vectors.Open(ctx, path)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(c.Close)
		return c
	}
	many := func(from, to int) (texts []string, made [][]float32) {
		for i := from; i < to; i++ {
			texts = append(texts, fmt.Sprint("text ", i))
			made = append(made, []float32{float32(i), -1.5, math.MaxFloat32, math.SmallestNonzeroFloat32})
		}
		return texts, made
	}

	It("gives back what was kept, bit for bit, when it is opened again", func(ctx SpecContext) {
		c := open(ctx)
		texts, made := many(0, 100)
		Expect(c.Keep(ctx, "m", texts, made)).To(Succeed())
		Expect(c.Close()).To(Succeed())
		c = open(ctx)
		Expect(c.Recall(ctx, "m", texts)).To(Equal(made))
		Expect(c.Dimension(ctx, "m")).To(Equal(4))
		left, err := os.ReadDir(filepath.Dir(path))
		Expect(err).NotTo(HaveOccurred())
		Expect(c.Close()).To(Succeed())
		Expect(left).NotTo(BeEmpty())
		Expect(filepath.Glob(filepath.Join(filepath.Dir(path), "*"))).To(ConsistOf(path), "nothing else is left beside it")
	})

	It("knows no text of another model, and no other text", func(ctx SpecContext) {
		c := open(ctx)
		Expect(c.Keep(ctx, "m", []string{"a"}, [][]float32{{1}})).To(Succeed())
		Expect(c.Recall(ctx, "n", []string{"a"})).To(Equal([][]float32{nil}))
		Expect(c.Recall(ctx, "m", []string{"b", "a", ""})).To(Equal([][]float32{nil, {1}, nil}))
		Expect(c.Dimension(ctx, "n")).To(BeZero())
	})

	It("has everything on disk as soon as it is kept, for other processes and after the end of this one", func(ctx SpecContext) {
		one, other := open(ctx), open(ctx)
		texts, made := many(0, 10)
		Expect(one.Keep(ctx, "m", texts, made)).To(Succeed())
		Expect(other.Recall(ctx, "m", texts)).To(Equal(made))
	})

	It("is written by several at once", func(ctx SpecContext) {
		caches := []*vectors.Cache{open(ctx), open(ctx), open(ctx)}
		var all sync.WaitGroup
		for i, c := range caches {
			all.Go(func() {
				defer GinkgoRecover()
				for round := range 10 {
					texts, made := many(100*i+10*round, 100*i+10*round+10)
					Expect(c.Keep(ctx, "m", texts, made)).To(Succeed())
					Expect(c.Recall(ctx, "m", texts)).To(Equal(made))
				}
			})
		}
		all.Wait()
		texts, made := many(0, 300)
		Expect(caches[0].Recall(ctx, "m", texts)).To(Equal(made))
	})

	It("belongs to its owner alone", func(ctx SpecContext) {
		c := open(ctx)
		Expect(c.Keep(ctx, "m", []string{"a"}, [][]float32{{1}})).To(Succeed())
		files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
		Expect(err).NotTo(HaveOccurred())
		Expect(len(files)).To(BeNumerically(">", 1), "SQLite has files of its own beside it")
		for _, file := range files {
			info, err := os.Stat(file)
			Expect(err).NotTo(HaveOccurred())
			Expect(info.Mode().Perm()).To(Equal(os.FileMode(0o600)), file)
		}
	})

	It("refuses vectors of another length than its model's", func(ctx SpecContext) {
		c := open(ctx)
		Expect(c.Keep(ctx, "m", []string{"a"}, [][]float32{{1, 2}})).To(Succeed())
		Expect(c.Keep(ctx, "m", []string{"b"}, [][]float32{{1}})).To(MatchError(And(
			ContainSubstring(path), ContainSubstring("1 numbers, but those of m have 2"))))
		Expect(c.Recall(ctx, "m", []string{"b"})).To(Equal([][]float32{nil}))
	})

	It("is trimmed to so many bytes, those used last staying", func(ctx SpecContext) {
		c := open(ctx)
		vector := make([]float32, 768)
		for i := range 500 {
			vector[0] = float32(i)
			Expect(c.Keep(ctx, "m", []string{fmt.Sprint(i)}, [][]float32{vector})).To(Succeed())
		}
		Expect(c.Trim(ctx, 800_000)).To(Succeed())
		Expect(c.Recall(ctx, "m", []string{"0", "499"})).To(HaveExactElements(BeNil(), HaveLen(768)))
		Expect(c.Close()).To(Succeed())
		info, err := os.Stat(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Size()).To(And(BeNumerically("<=", 800_000), BeNumerically(">", 400_000)))
	})

	It("says what to do when it is no such file", func(ctx SpecContext) {
		Expect(os.WriteFile(path, []byte("this is a letter, and no database at all, whatever it is called"), 0o600)).To(Succeed())
		_, err := vectors.Open(ctx, path)
		Expect(err).To(MatchError(And(ContainSubstring(path), ContainSubstring("remove the file"))))
	})

	It("can't be opened in a folder that is not there", func(ctx SpecContext) {
		_, err := vectors.Open(ctx, filepath.Join(path, "no", "file"))
		Expect(err).To(MatchError(os.ErrNotExist))
	})
})
