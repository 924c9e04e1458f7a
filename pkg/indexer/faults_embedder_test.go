package indexer_test

import (
	"context"
	"errors"
	"iter"
	"math"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/store"
)

// randomly embeds like embed.Random, and lets a function have a word first.
type randomly struct {
	embed.Random
	first func(ctx context.Context, texts []string) ([][]float32, error) // what it returns counts unless it is nothing
}

func (r randomly) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if vectors, err := r.first(ctx, texts); vectors != nil || err != nil {
		return vectors, err
	}
	return r.Random.Embed(ctx, texts)
}

// embedderFaults are what an embedder can do wrong.
var embedderFaults = []func(texts []string) ([][]float32, error){
	func([]string) ([][]float32, error) { return nil, errors.New("model is gone") },
	func([]string) ([][]float32, error) { panic("out of range") },
	func(texts []string) ([][]float32, error) { return make([][]float32, len(texts)+1), nil },
	func(texts []string) ([][]float32, error) { return make([][]float32, len(texts)), nil },
	func(texts []string) ([][]float32, error) {
		vectors := make([][]float32, len(texts))
		for i := range vectors {
			vectors[i] = make([]float32, embed.Dimension)
		}
		vectors[0][5] = float32(math.NaN())
		return vectors, nil
	},
}

var _ = Describe("A run on disk whose embedder is at fault", Ordered, Serial, Label("slow"), func() {
	var s *states

	BeforeAll(func(ctx SpecContext) { s = newStates(ctx) }, NodeTimeout(2*time.Minute))

	// failing runs with an embedder that fails once it has embedded so many texts.
	failing := func(ctx context.Context, path string, update bool, texts int, fault int) error {
		embedded := 0
		faulty := randomly{first: func(_ context.Context, batch []string) ([][]float32, error) {
			if embedded += len(batch); embedded <= texts {
				return nil, nil
			}
			return embedderFaults[fault%len(embedderFaults)](batch)
		}}
		return onDisk{tree: s.tree, path: path, embedder: faulty}.run(ctx, update, func() {})
	}

	DescribeTable("leaves a whole index, and the next run completes it,",
		func(ctx SpecContext, update bool, texts int, left string) {
			for fault := range embedderFaults {
				path := s.copyFormer()
				Expect(failing(ctx, path, update, texts, fault)).To(MatchError(ContainSubstring("embed ")))
				Expect(s.expectSane(ctx, path, update)).To(Equal(left))
				s.expectCompleted(ctx, path, update)
			}
		},
		Entry("the former one when a full index fails", false, 700, "former", SpecTimeout(2*time.Minute)),
		Entry("the former one when an update fails at once", true, 0, "former", SpecTimeout(2*time.Minute)),
		Entry("marked incomplete when an update fails midway", true, 2600, "incomplete", SpecTimeout(2*time.Minute)),
	)

	It("leaves no handle and no native byte behind in 50 failing runs", func(ctx SpecContext) {
		skipUnlessCounted()
		path := s.copyFormer()
		fail := func(runs int) {
			GinkgoHelper()
			for i := range runs {
				Expect(failing(ctx, path, i%2 == 0, 10*i, i)).NotTo(Succeed())
				expectTreesReleased()
			}
		}
		fail(10) // these fill what is never emptied
		before := takeTraces()
		fail(50)
		before.expectNone()
	}, SpecTimeout(2*time.Minute))

	It("waits for a slow one, without gathering what it can't take yet", func(ctx SpecContext) {
		const waiting = 256              // files that may wait for the writer, whose disk may be as slow
		tree := filepath.Dir(s.small(0)) // each of its files is one chunk
		path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		index, err := store.Open(ctx, path, store.Options{Model: "fake-random"})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(index.Close)
		var cut, embedded, most atomic.Int64
		slow := randomly{first: func(ctx context.Context, texts []string) ([][]float32, error) {
			select {
			case <-time.After(30 * time.Millisecond):
			case <-ctx.Done():
			}
			most.Store(max(most.Load(), cut.Load()-embedded.Add(int64(len(texts)))))
			return nil, ctx.Err()
		}}
		parts := realParts(tree, indexer.InStore(index))
		parts.Embedder, parts.Chunker = slow, countedChunks{parts.Chunker, &cut}
		Expect(newIndexer(tree, parts).FullIndex(ctx)).To(Succeed())
		Expect(embedded.Load()).To(BeEquivalentTo(manyFiles + 50))
		Expect(most.Load()).To(BeNumerically("<=", waiting+runtime.GOMAXPROCS(0)), "those that wait, and one in each worker's hands")
	}, SpecTimeout(2*time.Minute))
})

// countedChunks counts what is cut.
type countedChunks struct {
	indexer.Chunker
	cut *atomic.Int64
}

func (c countedChunks) Split(ctx context.Context, path string, source []byte) (iter.Seq[chunk.Chunk], error) {
	chunks, err := c.Chunker.Split(ctx, path, source)
	if err != nil {
		return nil, err
	}
	return func(yield func(chunk.Chunk) bool) {
		for one := range chunks {
			c.cut.Add(1)
			if !yield(one) {
				return
			}
		}
	}, nil
}
