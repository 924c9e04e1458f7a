package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("What is repeated", Serial, Label("slow", "memory"), func() {
	const (
		files  = 20
		warmUp = 24 // as 200, a multiple of the 8 updates after which DuckDB is restarted
		// allowed is what may be alive more after the rounds than after the warm-up. Clean updates moved it by 23 KB
		// in 1,000 rounds; those of a DuckDB that is never restarted, by 60 KB each. Searches and look-ups move it up and down
		// by what restartAfter of them keep.
		allowed = 1000 * 1000
		// allowedRSS is for where nothing can be counted: resident memory goes up and down by 3 MB.
		allowedRSS = 16 * 1000 * 1000
	)
	var s *store.Store

	BeforeEach(func(ctx SpecContext) {
		s = openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"))
		var names []string
		for i := range files {
			names = append(names, fmt.Sprintf("%02d.py", i))
		}
		replaceWith(ctx, s, names...)
	})

	// staysFlat does the rounds and compares what is alive.
	staysFlat := func(rounds int, round func(n int)) {
		GinkgoHelper()
		self, err := gmem.Self()
		Expect(err).NotTo(HaveOccurred())
		if err := self.Readable(); err != nil {
			Skip(err.Error())
		}
		for n := range warmUp {
			round(n)
		}
		alive, resident := aliveBytes(), must(self.RSS())
		for n := range rounds {
			round(warmUp + n)
		}
		AddReportEntry("growth", fmt.Sprintf("%d bytes alive, %s resident", aliveBytes()-alive, must(self.RSS())-resident))
		Expect(aliveBytes()-alive).To(BeNumerically("<", allowed), "bytes alive")
		Expect(must(self.RSS())-resident).To(BeNumerically("<", allowedRSS), "resident bytes")
	}

	It("as updates leaves memory where it was, and the file bounded", func(ctx SpecContext) {
		random := rand.New(rand.NewPCG(3, uint64(GinkgoRandomSeed())))
		staysFlat(200, func(n int) { updateOne(ctx, s, files, random.IntN(files), n) })
		stats, err := s.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(stats.Chunks).To(BeEquivalentTo(files * 3))
		Expect(stats.FileBytes).To(BeNumerically("<", 8e6), "whatever has been exchanged")
	}, SpecTimeout(7*time.Minute))

	It("as searches and look-ups leaves memory where it was", func(ctx SpecContext) {
		staysFlat(1000, func(n int) {
			vector := []float32{1, 2, float32(n), 4}
			Expect(nearest(ctx, s, vector, 10)).To(HaveLen(10))
			Expect(search(ctx, s, store.Query{Text: fmt.Sprint("07 py ", n)})).To(HaveLen(10))
			Expect(search(ctx, s, store.Query{Text: "f and g", Vector: vector, Path: "07.py"})).To(HaveLen(3))
			_, err := s.FileAt(ctx, "07.py", func(store.Chunk) error { return nil })
			Expect(err).NotTo(HaveOccurred())
			_, err = s.FileAt(ctx, "none.py", nil)
			Expect(err).To(MatchError(store.ErrNotFound))
			Expect(s.ChunksByHash(ctx, "07.py1", 5)).To(HaveLen(1))
			Expect(s.FilesByHash(ctx, "h", 5)).To(HaveLen(5))
		})
	}, SpecTimeout(7*time.Minute))
})

// updateOne runs an update in which one file has changed.
func updateOne(ctx context.Context, s *store.Store, files, changed, n int) {
	GinkgoHelper()
	u, err := s.Update(ctx)
	Expect(err).NotTo(HaveOccurred())
	defer func() { Expect(u.Discard()).To(Succeed()) }()
	for i := range files {
		file := fileNamed(fmt.Sprintf("%02d.py", i))
		if i == changed {
			file.Size = int64(1000 + n)
		}
		Expect(u.Found(ctx, file)).To(Succeed())
	}
	Expect(u.Changed(ctx, func(found, _ store.File) error {
		return u.Append(ctx, found, chunksOf(found.Path, 3))
	})).To(Succeed())
	Expect(u.Commit(ctx)).To(Succeed())
}

// aliveBytes is what Go and C hold after a collection; Go's part alone where C can't be counted.
func aliveBytes() int64 {
	runtime.GC()
	runtime.GC()
	return int64(gmem.ReadGo().HeapObjects) + native.Read().Malloc.Bytes
}

func must[T any](value T, err error) T {
	GinkgoHelper()
	Expect(err).NotTo(HaveOccurred())
	return value
}
