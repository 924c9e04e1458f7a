package store_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An index within the least memory limit", func() {
	DescribeTable("takes, updates and finds chunks of any size with vectors of any dimension", func(ctx SpecContext, dimension, size int) {
		c := corpus{dimension: dimension, size: size, files: 26, chunks: 100, random: rand.New(rand.NewPCG(4, uint64(GinkgoRandomSeed())))}
		path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		s, err := store.Open(ctx, path, store.Options{Dimension: dimension, MemoryLimit: store.MinMemoryLimit})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		Expect(c.index(ctx, s)).To(Succeed())
		written := must(os.Stat(path)).Size()
		for n := 1; n <= 3; n++ {
			Expect(c.update(ctx, s, n, 10)).To(Succeed())
			Expect(s.Stats(ctx)).To(And(HaveField("Chunks", BeEquivalentTo(2600)), HaveField("Incomplete", false),
				HaveField("FileBytes", BeNumerically("<", 3*written))))
		}
		matches, err := s.Nearest(ctx, c.vector(), store.MaxMatches)
		Expect(err).NotTo(HaveOccurred())
		Expect(matches).To(HaveLen(store.MaxMatches))
		for _, match := range matches {
			Expect(match.Content).To(Equal(c.content(match.Path, match.FirstLine)), "content of %s", match.Path)
		}
	},
		Entry("as most are", 768, 2000, SpecTimeout(2*time.Minute)),
		Entry("of 8,000 characters", 768, 8000, SpecTimeout(2*time.Minute)),
		Entry("of 32 kB, with which paths and names add up to more", 4, 32_000, SpecTimeout(2*time.Minute)),
		Entry("of a few bytes", 384, 25, SpecTimeout(2*time.Minute)),
		Entry("with vectors of 1,024 numbers", 1024, 1500, SpecTimeout(2*time.Minute)),
		Entry("with vectors of 4,096 numbers", 4096, 1500, SpecTimeout(2*time.Minute)),
		Label("slow"))

	It("ranks long vectors as brute force does, with those of zeros last", func(ctx SpecContext) {
		const dimension = 1030 // no multiple of a slice
		c := corpus{dimension: dimension, random: rand.New(rand.NewPCG(5, uint64(GinkgoRandomSeed())))}
		s, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), store.Options{Dimension: dimension})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		var all []store.Match
		for i := range 200 {
			chunk := store.Chunk{Content: fmt.Sprint(i), Vector: c.vector()}
			if i == 7 {
				clear(chunk.Vector)
			}
			all = append(all, store.Match{Chunk: chunk})
			Expect(w.Append(ctx, fileNamed(chunk.Content), []store.Chunk{chunk})).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
		query := c.vector()
		for i := range all {
			all[i].Distance = 2
			if i != 7 {
				all[i].Distance = cosineDistance(query, all[i].Vector)
			}
		}
		slices.SortFunc(all, func(a, b store.Match) int { return cmp.Compare(a.Distance, b.Distance) })
		expectMatches(nearest(ctx, s, query, 25), all[:25])
		expectMatches(nearest(ctx, s, query, 200), all)
	})

	It("keeps texts whose characters lie across slices", func(ctx SpecContext) {
		chunk := chunksOf("a.py", 1)[0]
		chunk.Content = "x" + strings.Repeat("世界🙂", 2000)
		chunk.Context = strings.Repeat("é", 1999)
		s := openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"))
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		Expect(w.Append(ctx, fileNamed("a.py"), []store.Chunk{chunk, {Vector: chunk.Vector}})).To(Succeed())
		Expect(w.Commit(ctx)).To(Succeed())
		chunk.Vector = nil
		_, chunks, err := fileAt(ctx, s, "a.py")
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks).To(ConsistOf(chunk, store.Chunk{}))
	})
})

// corpus is what an index of files with chunks of one size is made of.
type corpus struct {
	dimension, size int  // of a vector; of a content, in bytes
	files, chunks   int  // in all; of each file
	longPaths       int  // bytes of a path, 0 for short ones
	words           bool // contents are of many different words
	random          *rand.Rand
	versions        map[int]int // of the files that were updated
}

func (c *corpus) path(i int) string {
	path := fmt.Sprintf("dir %d/%d.py", i%7, i)
	return strings.Repeat("d", max(0, c.longPaths-len(path)-1)) + "/" + path
}

func (c *corpus) content(path string, line int) string {
	text := fmt.Sprintf("%s line %d ", path[max(0, len(path)-20):], line)
	if !c.words {
		return strings.Repeat(text, c.size/len(text)+1)[:c.size]
	}
	var all strings.Builder
	all.WriteString(text)
	for n := line; all.Len() < c.size; n++ {
		all.WriteString(c.word(n * 7))
		all.WriteByte(' ')
	}
	return strings.ToValidUTF8(all.String()[:c.size], "?")
}

// word makes a word for each number, some of them with letters that take several bytes.
func (c *corpus) word(n int) string {
	if n%5 == 0 {
		return fmt.Sprintf("wörter%x世界", n)
	}
	return fmt.Sprintf("word%x", n)
}

func (c *corpus) vector() []float32 {
	if c.dimension == store.NoVectors {
		return nil
	}
	vector := make([]float32, c.dimension)
	for i := range vector {
		vector[i] = c.random.Float32() - 0.5
	}
	return vector
}

func (c *corpus) file(i int) store.File {
	file := fileNamed(c.path(i))
	file.ModTime = file.ModTime.Add(time.Duration(c.versions[i]) * time.Second)
	return file
}

// chunksAt makes a file's chunks. Their vectors are alike but in the first number.
func (c *corpus) chunksAt(path string) []store.Chunk {
	vector := c.vector()
	chunks := make([]store.Chunk, c.chunks)
	for n := range chunks {
		if vector = slices.Clone(vector); len(vector) > 0 {
			vector[0] = c.random.Float32()
		}
		chunks[n] = store.Chunk{FirstLine: n, LastLine: n, Content: c.content(path, n), Names: []string{path}, Hash: "h", Vector: vector}
	}
	return chunks
}

// index writes a full index.
func (c *corpus) index(ctx context.Context, s *store.Store) error {
	w, err := s.Replace(ctx)
	if err != nil {
		return err
	}
	for i := 0; i < c.files && err == nil; i++ {
		err = w.Append(ctx, c.file(i), c.chunksAt(c.path(i)))
	}
	if err == nil {
		err = w.Commit(ctx)
	}
	return errors.Join(err, w.Discard())
}

// update changes so many files, drawn at random, and brings the index up to date.
func (c *corpus) update(ctx context.Context, s *store.Store, version, changed int) error {
	if c.versions == nil {
		c.versions = map[int]int{}
	}
	for range changed {
		c.versions[c.random.IntN(c.files)] = version
	}
	u, err := s.Update(ctx)
	if err != nil {
		return err
	}
	for i := 0; i < c.files && err == nil; i++ {
		err = u.Found(ctx, c.file(i))
	}
	if err == nil {
		err = u.Changed(ctx, func(found, _ store.File) error { return u.Append(ctx, found, c.chunksAt(found.Path)) })
	}
	if err == nil {
		err = u.Commit(ctx)
	}
	return errors.Join(err, u.Discard())
}
