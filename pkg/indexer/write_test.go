package indexer

import (
	"context"
	"math"

	"github.com/onsi/ginkgo/v2" // not with a dot: its Done would hide this package's
	. "github.com/onsi/gomega"
	"golang.org/x/sync/semaphore"

	"github.com/embecode/embecode/pkg/store"
)

var _ = ginkgo.Describe("A window", func() {
	ginkgo.It("takes no more than its share of the files that wait without chunks", func(ctx ginkgo.SpecContext) {
		const waiting = 4 * windowFiles
		r := &run{Indexer: &Indexer{}, inFlight: semaphore.NewWeighted(math.MaxInt64), chunked: make(chan chunkedFile, waiting)}
		left := math.MaxInt
		r.writer = fresh{appenderFunc(func() { left = min(left, waiting-len(r.chunked)) })}
		Expect(r.progress.begin()).To(BeTrue())
		Expect(r.inFlight.Acquire(ctx, waiting)).To(Succeed())
		for range waiting {
			r.chunked <- chunkedFile{file: store.File{Skipped: store.SkipKind}, weight: 1}
		}
		close(r.chunked)
		Expect(r.writeAll(ctx)).To(Succeed())
		Expect(left).To(Equal(windowFiles), "taken when the first was appended")
		Expect(r.progress.snapshot().Skipped).To(HaveKeyWithValue(store.SkipKind, BeEquivalentTo(waiting)))
	})
})

// appenderFunc is a Writer of which only Append is called.
type appenderFunc func()

func (f appenderFunc) Append(context.Context, store.File, []store.Chunk) error { f(); return nil }
func (appenderFunc) AppendMore(context.Context, []store.Chunk) error           { return nil }
func (appenderFunc) Commit(context.Context) error                              { return nil }
func (appenderFunc) Discard() error                                            { return nil }
