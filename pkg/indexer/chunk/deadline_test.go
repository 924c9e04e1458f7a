package chunk

import (
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A parse's deadline", func() {
	It("stands still while the thread doesn't run, as in a paused process, and passes while it does", func(ctx SpecContext) {
		flag := new(uintptr)
		begun, work, passed := make(chan struct{}), make(chan struct{}), make(chan time.Duration)
		go func() { // a thread of its own, which waits in the meantime
			end := startDeadline(20*time.Millisecond, flag)
			close(begun)
			<-work
			before := end.used()
			for atomic.LoadUintptr(flag) == 0 && ctx.Err() == nil {
			}
			passed <- end.used() - before
			end.stop()
		}()
		<-begun
		Consistently(ctx, func() uintptr { return atomic.LoadUintptr(flag) }).Within(200 * time.Millisecond).Should(BeZero())
		close(work)
		var took time.Duration
		Eventually(ctx, passed).Within(20 * time.Second).Should(Receive(&took))
		Expect(took).To(BeNumerically("~", 20*time.Millisecond, 15*time.Millisecond))
	}, SpecTimeout(time.Minute))

	It("does nothing any more once it was stopped", func(ctx SpecContext) {
		flag := new(uintptr)
		for range 1000 {
			startDeadline(time.Microsecond, flag).stop()
		}
		atomic.StoreUintptr(flag, 0)
		Consistently(ctx, func() uintptr { return atomic.LoadUintptr(flag) }).Within(20 * time.Millisecond).Should(BeZero())
	})

	It("has a file that is out of time cut by lines, with nothing lost", func(ctx SpecContext) {
		chunker := New(Budgets{}, Limits{Time: time.Microsecond})
		source := functions(100_000)
		chunks, spans, err := chunker.locate(ctx, "a.py", source)
		Expect(err).NotTo(HaveOccurred())
		Expect(brokenPromise(chunks, spans, 1000, source)).To(Succeed())
		Expect(chunks).To(HaveEach(HaveField("Names", BeNil())))
	})
})
