//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
)

var _ = Describe("The malloc meter, with several threads", Serial, func() {
	// total is the count of all the blocks.
	total := func(blocks []unsafe.Pointer) native.Count {
		var sum native.Count
		for _, block := range blocks {
			sum.Bytes += nativetest.Usable(block)
			sum.Blocks++
		}
		return sum
	}

	It("keeps what threads counted that are gone, and takes off what others free", func(ctx SpecContext) {
		Eventually(ctx, func(g Gomega) {
			var blocks []unsafe.Pointer
			allocated := change(func() { blocks = nativetest.AllocateInThreads(8, 1_000, 64) })
			count := total(blocks)
			freed := change(func() { nativetest.FreeInThreads(4, blocks) })
			g.Expect(count.Blocks).To(BeEquivalentTo(8_000))
			g.Expect(allocated).To(Equal(native.Reading{Malloc: count}))
			g.Expect(freed).To(Equal(native.Reading{Malloc: gone(count)}))
		}).Should(Succeed())
	})

	// evenAfter judges threads that allocate, resize and free at once, time after time: a race would lose counts in some
	// runs and not in others. The C library keeps a block for each thread whose stack it caches, which may come out 16
	// bytes larger or smaller the next time, and Go may start a thread of its own.
	evenAfter := func(runs, threads, rounds int) {
		GinkgoHelper()
		nativetest.Churn(threads, rounds)
		for range runs {
			left := change(func() { nativetest.Churn(threads, rounds) })
			Expect(left.Malloc.Blocks).To(BeNumerically("~", 0, 8))
			Expect(left.Malloc.Bytes).To(BeNumerically("~", 0, 16*threads+8*1_000))
		}
	}

	It("comes out even after a million allocations, resizes and frees in 64 threads at once", func() {
		evenAfter(3, 64, 5_000)
	})

	It("comes out even when more threads are alive than can hold counters of their own", func() {
		for range 1_024 {
			DeferCleanup(nativetest.Park().Unpark)
		}
		evenAfter(10, 64, 5_000)
	})

	It("counts what a thread frees in the last of its exit handlers", func(ctx SpecContext) {
		Eventually(ctx, func(g Gomega) {
			block := nativetest.Malloc(1_000)
			count := one(block)
			g.Expect(change(func() { nativetest.FreeAtExit(block) })).To(Equal(native.Reading{Malloc: gone(count)}))
		}).Should(Succeed())
	})

	It("doesn't count twice what one thread frees before another allocates", func(ctx SpecContext) {
		const size, threads, handovers = 100_000, 16, 10_000
		turns := make(chan int)
		var only sync.Mutex // whoever holds it has the only block
		var running sync.WaitGroup
		for i := range threads {
			ready := make(chan struct{})
			running.Go(func() {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				nativetest.Free(nativetest.Malloc(1))
				close(ready)
				for range turns {
					only.Lock()
					block := nativetest.Malloc(size)
					for began := time.Now(); time.Since(began) < 20*time.Microsecond; {
					}
					nativetest.Free(block)
					only.Unlock()
				}
			})
			<-ready
			if i == threads/4 {
				for range 500 { // their counters lie in between, so that adding up takes a microsecond or more
					DeferCleanup(nativetest.Park().Unpark)
				}
			}
		}
		before := native.Read().Malloc.Bytes
		var ended atomic.Bool
		peak := make(chan int64)
		go func() {
			var most int64
			for !ended.Load() {
				most = max(most, native.Read().Malloc.Bytes-before)
			}
			peak <- most
		}()
		for i := range handovers {
			turns <- i
		}
		close(turns)
		running.Wait()
		ended.Store(true)
		Eventually(ctx, peak).Should(Receive(And(BeNumerically(">=", size), BeNumerically("<", size*3/2))))
	}, SpecTimeout(time.Minute))

	It("comes out even after threads were parked and ended", func(ctx SpecContext) {
		Eventually(ctx, func(g Gomega) {
			g.Expect(change(func() {
				threads := []nativetest.Thread{nativetest.Park(), nativetest.Park(), nativetest.Park()}
				for _, thread := range threads {
					thread.Unpark()
				}
			})).To(Equal(native.Reading{}))
		}).Should(Succeed())
	})
})
