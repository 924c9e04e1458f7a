package chunk

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

var _ = Describe("Native memory", Label("memory"), Serial, func() {
	It("is all given back when a file is cut, without help from the garbage collector", func(ctx SpecContext) {
		peak := watchTreeSitter()
		for range 20 {
			for _, f := range fixtures() {
				_, err := New(Budgets{}, Limits{}).Cut(ctx, f.path, bytes.Repeat(f.source, 20))
				Expect(err).NotTo(HaveOccurred())
				Expect(treeSitterBytes()).To(BeZero(), f.path)
			}
		}
		Expect(peak()).To(BeNumerically(">", 100_000))
	})

	It("is all given back when a parse is stopped", func(ctx SpecContext) {
		watchTreeSitter()
		chunker := New(Budgets{}, Limits{Time: time.Millisecond})
		chunks, err := chunker.Cut(ctx, "a.py", functions(200_000))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks[0].Names).To(BeNil(), "cut by lines")
		Expect(treeSitterBytes()).To(BeZero())
	})

	It("stays within the limit when many files are cut at once", Label("slow"), func(ctx SpecContext) {
		peak := watchTreeSitter()
		chunker := New(Budgets{}, Limits{NativeBytes: 4_000_000})
		cut := inParallel(8, func(worker int) error {
			for i := range 12 {
				if _, err := chunker.Cut(ctx, "a.py", functions(1000*(1+(worker*5+i*7)%60))); err != nil {
					return err
				}
			}
			return nil
		})
		Expect(cut).To(HaveEach(Succeed()))
		Expect(peak()).To(And(BeNumerically(">", 1_500_000), BeNumerically("<=", 4_000_000+8*slack)))
		Expect(treeSitterBytes()).To(BeZero())
	})

	It("that one file can't do with cuts that file by lines", func(ctx SpecContext) {
		for limit, named := range map[int]bool{400_000: false, 4_000_000: true} {
			chunks, err := New(Budgets{}, Limits{NativeBytes: limit}).Cut(ctx, "a.py", functions(30_000))
			Expect(err).NotTo(HaveOccurred())
			Expect(chunks[0].Names != nil).To(Equal(named), "%d bytes", limit)
		}
	})

	It("isn't taken at all where the limit is less than a parser takes, or the search for names", func(ctx SpecContext) {
		peak := watchTreeSitter()
		for _, limit := range []int{1, 1000, 20_000, 60_000, 131_000} {
			chunks, err := New(Budgets{}, Limits{NativeBytes: limit}).Cut(ctx, "a.py", functions(900_000))
			Expect(err).NotTo(HaveOccurred())
			Expect(chunks[0].Names).To(BeNil(), "%d bytes", limit)
		}
		Expect(peak()).To(BeNumerically("<=", slack))
	})

	It("is never asked for beyond what the limits promise", func() {
		for size := 1; size <= maxParsed; size += 9_999 {
			Expect(Limits{}.share(size)).To(BeNumerically("<=", min(256<<10+128*size, 21_000_000)))
			Expect(Limits{NativeBytes: 1_000_000}.share(size)).To(BeNumerically("<=", 1_000_000))
			Expect(Limits{}.parse(size).native).To(BeNumerically("<", Limits{}.share(size)))
		}
	})

	It("is free for others again, whatever became of a file", func(ctx SpecContext) {
		const all = 1_000_000
		cut := func(ctx context.Context, path string, source []byte, timeout time.Duration) error {
			chunker := New(Budgets{}, Limits{NativeBytes: all, Time: timeout})
			_, err := chunker.Cut(ctx, path, source)
			Expect(chunker.native.TryAcquire(all)).To(BeTrue(), "%s, %v", path, err)
			return err
		}
		Expect(cut(ctx, "a.py", functions(500), defaultTime)).To(Succeed())
		Expect(cut(ctx, "a.py", functions(200_000), defaultTime)).To(Succeed())
		Expect(cut(ctx, "a.java", deafening(4000), defaultTime)).To(Succeed())
		Expect(cut(ctx, "a.py", functions(100_000), time.Microsecond)).To(Succeed())
	}, SpecTimeout(time.Minute))

	It("is waited for until the context is cancelled", func(ctx SpecContext) {
		chunker := New(Budgets{}, Limits{NativeBytes: 1_000_000})
		Expect(chunker.native.Acquire(ctx, 1_000_000)).To(Succeed())
		waiting, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() {
			_, err := chunker.Cut(waiting, "a.py", []byte("x = 1\n"))
			ended <- err
		}()
		Consistently(ctx, ended).Within(20 * time.Millisecond).ShouldNot(Receive())
		cancel()
		Eventually(ctx, ended).Should(Receive(MatchError(context.Canceled)))
		chunker.native.Release(1_000_000)
		_, err := chunker.Cut(ctx, "a.py", []byte("x = 1\n"))
		Expect(err).NotTo(HaveOccurred())
	})

	It("isn't taken by small files alone while a large one waits, nor by large ones alone", Label("slow"), func(ctx SpecContext) {
		chunker := New(Budgets{}, Limits{NativeBytes: 3_000_000})
		var large, small atomic.Int64
		stop, cancel := context.WithCancel(ctx)
		defer cancel()
		cut := inParallel(6, func(worker int) error {
			count, source := &small, functions(500)
			if worker%2 == 0 {
				count, source = &large, functions(40_000)
			}
			for stop.Err() == nil {
				if _, err := chunker.Cut(ctx, "a.py", source); err != nil {
					return err
				}
				if count.Add(1); min(large.Load(), small.Load()) >= 10 {
					cancel()
				}
			}
			return nil
		})
		Expect(cut).To(HaveEach(Succeed()))
	}, SpecTimeout(time.Minute))
})

// functions is a Python source of about so many bytes: a tree of it takes about 40 native bytes for each.
func functions(size int) []byte {
	var text bytes.Buffer
	for i := 0; text.Len() < size; i++ {
		fmt.Fprintf(&text, "def f%d(a, b):\n    return a * b\n\n", i)
	}
	return text.Bytes()
}

// inParallel runs work in several goroutines and collects what each returns.
func inParallel(workers int, work func(worker int) error) []error {
	outcomes := make([]error, workers)
	var group sync.WaitGroup
	for i := range outcomes {
		group.Go(func() { outcomes[i] = work(i) })
	}
	group.Wait()
	return outcomes
}

// slack is what one call takes in native memory outside its limit, in bytes.
const slack = 4 << 10

// treeSitterBytes is what tree-sitter holds in this process.
func treeSitterBytes() int64 {
	return treesitter.Live().Bytes
}

// watchTreeSitter follows what tree-sitter holds until the spec ends, as fast as one goroutine can, and returns the most of it
// so far.
func watchTreeSitter() (peak func() int64) {
	return followTreeSitter().peak
}

// highWater is the most that was held since it was last set back.
type highWater struct {
	lock sync.Mutex // so that no reading from before it was set back counts after that
	most int64
}

// read takes the lower of two readings. The counters of threads are added up one after the other, and where a busy machine interrupts
// that, what one thread frees and another then allocates counts twice: but not in the next reading too.
func (h *highWater) read() {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.most = max(h.most, min(treeSitterBytes(), treeSitterBytes()))
}

func (h *highWater) peak() int64 {
	h.lock.Lock()
	defer h.lock.Unlock()
	return h.most
}

func (h *highWater) setBack() {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.most = 0
}

// followTreeSitter is watchTreeSitter for a spec that wants a peak for each of its texts.
func followTreeSitter() *highWater {
	if ok, reason := native.Available(); !ok {
		Skip(reason)
	}
	var most highWater
	var over atomic.Bool
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for !over.Load() {
			most.read()
			runtime.Gosched()
		}
	}()
	DeferCleanup(func() {
		over.Store(true)
		<-ended
	})
	return &most
}
