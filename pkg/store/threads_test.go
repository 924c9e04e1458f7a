package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("Searches that each come from another thread", Serial, Label("memory"), func() {
	It("leave nothing resident for each", func(ctx SpecContext) {
		const (
			threads = 24
			warmUp  = 4
			// allowed lies between the 8 MB that the threads' own stacks and heaps took in three runs, and the 18 to 20 MB where DuckDB's
			// allocator kept freed memory for each.
			allowed = 13 * gmem.MB
		)
		self, err := gmem.Self()
		Expect(err).NotTo(HaveOccurred())
		if err := self.Readable(); err != nil {
			Skip(err.Error())
		}
		random := rand.New(rand.NewPCG(1, 1))
		vector := func() []float32 {
			numbers := make([]float32, 768)
			for i := range numbers {
				numbers[i] = random.Float32() - 0.5
			}
			return numbers
		}
		s, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), store.Options{})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		chunks := make([]store.Chunk, 2000)
		for i := range chunks {
			chunks[i] = goChunk(strings.Repeat(fmt.Sprintf("handle request %d of many\n", i), 40))
			chunks[i].Vector = vector()
		}
		Expect(w.Append(ctx, fileNamed("a.go"), chunks)).To(Succeed())
		Expect(w.Commit(ctx)).To(Succeed())

		ended := make(chan struct{})
		defer close(ended)
		query := store.Query{Text: "which requests are handled", Vector: vector(), K: store.MaxMatches}
		var resident gmem.Bytes
		for n := range threads {
			Expect(onThreadOfItsOwn(ctx, ended, func() error {
				_, err := s.Search(ctx, query)
				return err
			})).To(Succeed())
			if n == warmUp {
				debug.FreeOSMemory()
				resident = must(self.RSS())
			}
		}
		debug.FreeOSMemory()
		AddReportEntry("growth", (must(self.RSS()) - resident).String())
		Expect(must(self.RSS())-resident).To(BeNumerically("<", allowed), "resident bytes after %d searches", threads-warmUp)
	}, SpecTimeout(3*time.Minute))
})

// onThreadOfItsOwn does a step on a thread that nothing else uses before ended is closed.
func onThreadOfItsOwn(ctx context.Context, ended <-chan struct{}, step func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		done <- step()
		<-ended
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
