package store_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A search", func() {
	var s *store.Store

	BeforeEach(func(ctx SpecContext) {
		s = openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"))
	})

	It("finds what brute force finds, with the same distances", func(ctx SpecContext) {
		random := rand.New(rand.NewPCG(1, uint64(GinkgoRandomSeed())))
		var all []store.Match
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		for i := range 300 {
			name := fmt.Sprint(i, ".py")
			chunks := chunksOf(name, 10)
			for c := range chunks {
				chunks[c].Vector = randomVector(random)
				all = append(all, store.Match{Path: name, Chunk: chunks[c]})
			}
			Expect(w.Append(ctx, fileNamed(name), chunks)).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())

		for range 20 {
			query := randomVector(random)
			for i := range all {
				all[i].Distance = cosineDistance(query, all[i].Vector)
			}
			slices.SortStableFunc(all, func(a, b store.Match) int { return cmp.Compare(a.Distance, b.Distance) })
			expectMatches(nearest(ctx, s, query, 25), all[:25])
		}
	})

	It("returns every chunk when fewer than k are there, and everything that is held of it but the vector", func(ctx SpecContext) {
		replaceWith(ctx, s, "a.py")
		matches := nearest(ctx, s, []float32{0, 0.5, 1, 1.5}, store.MaxMatches)
		Expect(matches).To(HaveLen(3))
		want := store.Match{Path: "a.py", Chunk: chunksOf("a.py", 1)[0]}
		want.Vector, want.Distance = nil, matches[0].Distance
		Expect(matches[0]).To(Equal(want))
		Expect(matches[0].Distance).To(BeNumerically("~", 0, 1e-6))
	})

	It("takes equal distances in the order of writing, the same each time", func(ctx SpecContext) {
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		for i := range 100 { // 5,000 equal vectors: beyond two row groups
			chunks := chunksOf(fmt.Sprintf("%02d.py", i), 50)
			for c := range chunks {
				chunks[c].Vector = []float32{1, 2, 3, 4}
			}
			Expect(w.Append(ctx, fileNamed(fmt.Sprintf("%02d.py", i)), chunks)).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
		for range 3 {
			matches := nearest(ctx, s, []float32{4, 3, 2, 1}, 120)
			Expect(matches).To(HaveLen(120))
			for i, match := range matches {
				Expect(match.Content).To(Equal(fmt.Sprintf("%02d.py %d", i/50, i%50)))
			}
		}
	})

	It("puts vectors of zeros last, at distance 2", func(ctx SpecContext) {
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		for name, vector := range map[string][]float32{
			"zero.py": {0, 0, 0, 0}, "same.py": {2, 0, 0, 0}, "across.py": {0, 1, 0, 0}, "against.py": {-1, 0.1, 0, 0},
		} {
			Expect(w.Append(ctx, fileNamed(name), []store.Chunk{{Content: name, Vector: vector}})).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())
		matches := nearest(ctx, s, []float32{1, 0, 0, 0}, 4)
		Expect([]string{matches[0].Path, matches[1].Path, matches[2].Path, matches[3].Path}).
			To(Equal([]string{"same.py", "across.py", "against.py", "zero.py"}))
		Expect(matches[3].Distance).To(BeEquivalentTo(2))
	})

	It("takes vectors of any length that single precision can hold", func(ctx SpecContext) {
		replaceWith(ctx, s, "a.py")
		for _, scale := range []float32{math.SmallestNonzeroFloat32, 1e-30, 1e30, math.MaxFloat32} {
			matches := nearest(ctx, s, []float32{0, 0, scale, 0}, 3)
			Expect(matches[2].Content).To(Equal("a.py 2"), fmt.Sprint(scale))
			Expect(matches[2].Distance).To(BeNumerically("~", cosineDistance([]float32{0, 0, 1, 0}, []float32{2, 2.5, 3, 3.5}), 1e-6))
		}
	})

	DescribeTable("refuses", func(ctx SpecContext, vector []float32, k int, message string) {
		replaceWith(ctx, s, "a.py")
		_, err := s.Nearest(ctx, vector, k)
		Expect(err).To(MatchError(And(ContainSubstring(message), ContainSubstring(s.Path()))))
	},
		Entry("another dimension", []float32{1, 2, 3}, 1, "vector of 3 numbers, the index holds vectors of 4"),
		Entry("NaN", []float32{1, float32(math.NaN()), 3, 4}, 1, "NaN at position 1"),
		Entry("infinity", []float32{1, 2, 3, float32(math.Inf(-1))}, 1, "-Inf at position 3"),
		Entry("zeros", make([]float32, 4), 1, "vector of zeros"),
		Entry("a k of 0", []float32{1, 2, 3, 4}, 0, "k is 0, want 1 to 1000"),
		Entry("a k that is too large", []float32{1, 2, 3, 4}, 1001, "k is 1001, want 1 to 1000"),
	)

	It("says that there is no index, that the store is closed, or that it was cancelled", func(ctx SpecContext) {
		_, err := s.Nearest(ctx, []float32{1, 2, 3, 4}, 1)
		Expect(err).To(MatchError(store.ErrNoIndex))
		replaceWith(ctx, s, "a.py")
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		_, err = s.Nearest(cancelled, []float32{1, 2, 3, 4}, 1)
		Expect(err).To(MatchError(context.Canceled))
		Expect(s.Close()).To(Succeed())
		_, err = s.Nearest(ctx, []float32{1, 2, 3, 4}, 1)
		Expect(err).To(MatchError(store.ErrClosed))
	})

	It("sees a whole file, old or new, while an update exchanges it and full indexes come into force", func(ctx SpecContext) {
		replaceWith(ctx, s, "a.py", "b.py")
		stop := make(chan struct{})
		var searchers sync.WaitGroup
		for range 2 {
			searchers.Go(func() {
				defer GinkgoRecover()
				for {
					select {
					case <-stop:
						return
					default:
						Expect(nearest(ctx, s, []float32{1, 2, 3, 4}, 10)).To(HaveLen(6))
					}
				}
			})
		}
		for i := range 20 {
			if i%5 == 4 {
				replaceWith(ctx, s, "a.py", "b.py")
			}
			u := startUpdate(ctx, s)
			Expect(u.Found(ctx, fileNamed("a.py"))).To(Succeed())
			Expect(u.Found(ctx, fileNamed("b.py"))).To(Succeed())
			Expect(u.Append(ctx, fileNamed("a.py"), chunksOf("a.py", 2))).To(Succeed())
			Expect(u.AppendMore(ctx, chunksOf("a.py", 1))).To(Succeed())
			Expect(u.Commit(ctx)).To(Succeed())
		}
		close(stop)
		searchers.Wait()
	})
})

func nearest(ctx context.Context, s *store.Store, vector []float32, k int) []store.Match {
	GinkgoHelper()
	matches, err := s.Nearest(ctx, vector, k)
	Expect(err).NotTo(HaveOccurred())
	return matches
}

// expectMatches compares distances to single precision, and chunks wherever it can tell their distances apart.
func expectMatches(got, want []store.Match) {
	GinkgoHelper()
	const precision = 1e-5
	Expect(got).To(HaveLen(len(want)))
	for i := range want {
		Expect(got[i].Distance).To(BeNumerically("~", want[i].Distance, precision))
		tied := i > 0 && want[i].Distance-want[i-1].Distance < precision || i+1 == len(want) || want[i+1].Distance-want[i].Distance < precision
		if !tied {
			Expect(got[i].Content).To(Equal(want[i].Content))
		}
	}
}

func cosineDistance(a, b []float32) float64 {
	var product, squaresA, squaresB float64
	for i := range a {
		product += float64(a[i]) * float64(b[i])
		squaresA += float64(a[i]) * float64(a[i])
		squaresB += float64(b[i]) * float64(b[i])
	}
	return 1 - product/math.Sqrt(squaresA*squaresB)
}

func randomVector(random *rand.Rand) []float32 {
	vector := make([]float32, 4)
	for i := range vector {
		vector[i] = float32(random.NormFloat64())
	}
	return vector
}
