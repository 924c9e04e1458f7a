package indexer_test

import (
	"context"
	"errors"
	"math"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
)

var _ = Describe("An indexer whose embedder is at fault", func() {
	var kept *memoryStore

	BeforeEach(func() {
		kept = &memoryStore{}
		before := gleak.Goroutines()
		DeferCleanup(func(ctx SpecContext) { Eventually(ctx, gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
	})

	with := func(embedder embedderFunc) (*indexer.Indexer, string) {
		GinkgoHelper()
		root := tree(map[string]string{"a.py": "x = 1\n"})
		parts := realParts(root, kept)
		parts.Embedder = embedder
		return newIndexer(root, parts), root
	}
	answering := func(vectors ...[]float32) embedderFunc {
		return func(context.Context, []string) ([][]float32, error) { return vectors, nil }
	}
	vectorWith := func(x float64) []float32 {
		vector := make([]float32, embed.Dimension)
		vector[700] = float32(x)
		return vector
	}

	DescribeTable("fails, says what is wrong, and never commits",
		func(ctx SpecContext, embedder embedderFunc, message string) {
			calls := 0
			ix, root := with(func(ctx context.Context, texts []string) ([][]float32, error) {
				calls++
				return embedder(ctx, texts)
			})
			Expect(ix.FullIndex(ctx)).To(MatchError(And(
				ContainSubstring(root), ContainSubstring("embed 1 chunks with function"), ContainSubstring(message))))
			Expect(ix.Status()).To(And(HaveField("State", indexer.Failed), HaveField("Err", Not(BeNil()))))
			Expect(kept.committed).To(BeFalse())
			Expect(kept.discarded).To(BeTrue())
			Expect(calls).To(Equal(1), "it is for the embedder to try again")
		},
		Entry("with an error", embedderFunc(func(context.Context, []string) ([][]float32, error) {
			return nil, errors.New("model is gone")
		}), "model is gone"),
		Entry("with a panic", embedderFunc(func(context.Context, []string) ([][]float32, error) {
			panic("out of range")
		}), "the embedder panicked: out of range"),
		Entry("with too few vectors", answering(), "0 vectors for 1 texts"),
		Entry("with too many vectors", answering(vectorWith(0), vectorWith(0)), "2 vectors for 1 texts"),
		Entry("with vectors of another length", answering([]float32{1, 2}), "2 numbers, want 768"),
		Entry("with NaN", answering(vectorWith(math.NaN())), "number 700 is NaN"),
		Entry("with infinity", answering(vectorWith(math.Inf(-1))), "number 700 is -Inf"),
	)

	DescribeTable("ends promptly when it is cancelled",
		func(ctx SpecContext, embedder func(began chan<- struct{}) embedderFunc) {
			began := make(chan struct{}, 10)
			ix, _ := with(embedder(began))
			ctxRun, cancel := context.WithCancelCause(ctx)
			handle, err := ix.Start(ctxRun)
			Expect(err).NotTo(HaveOccurred())
			Eventually(ctx, began).Should(Receive())
			cancel(errors.New("enough"))
			Eventually(ctx, handle.Done()).WithTimeout(2 * time.Second).Should(BeClosed())
			Expect(handle.Wait()).To(MatchError(ContainSubstring("enough")))
			Expect(ix.Status().State).To(Equal(indexer.Cancelled))
			Expect(began).To(BeEmpty(), "it must not be asked again")
			Expect(kept.committed).To(BeFalse())
		},
		Entry("while the embedder hangs", func(began chan<- struct{}) embedderFunc {
			return func(ctx context.Context, _ []string) ([][]float32, error) {
				began <- struct{}{}
				<-ctx.Done()
				return nil, ctx.Err()
			}
		}),
	)
})
