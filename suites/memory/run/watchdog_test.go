package run

import (
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("A watchdog", func() {
	const ceiling = 100 * gmem.MB
	now := time.Now()

	judged := func(readings ...gmem.Bytes) error {
		dog := &watchdog{ceiling: ceiling, grace: time.Minute}
		for i, rss := range readings {
			if err := dog.judge(rss, now.Add(time.Duration(i)*40*time.Second)); err != nil {
				return err
			}
		}
		return nil
	}

	It("leaves a child alone that its own guard stops in time", func() {
		Expect(judged(10*gmem.MB, 99*gmem.MB, 120*gmem.MB, 149*gmem.MB)).To(Succeed())
	})

	It("stops one that is half as large again as it may be", func() {
		Expect(judged(10*gmem.MB, 150*gmem.MB)).To(And(
			MatchError(ErrWatchdog), MatchError(ContainSubstring("resident memory of 150.0 MB, with a ceiling of 100.0 MB"))))
	})

	It("stops one that runs on after it reached its ceiling, even if it has shrunk since", func() {
		Expect(judged(100*gmem.MB, 20*gmem.MB, 20*gmem.MB)).To(And(
			MatchError(ErrWatchdog), MatchError(ContainSubstring("still running 1m0s after it reached its ceiling of 100.0 MB"))))
	})

	It("stops a child once, and kills it when that doesn't help", func(ctx SpecContext) {
		before := gleak.Goroutines()
		var stops, kills, grown atomic.Int64
		dog := &watchdog{
			ceiling: ceiling, grace: time.Minute, quit: make(chan struct{}), done: make(chan struct{}),
			rss:  func() (gmem.Bytes, error) { return gmem.Bytes(grown.Add(int64(10 * gmem.MB))), nil },
			stop: func(error) { stops.Add(1) }, kill: func() { kills.Add(1) },
		}
		go dog.run()
		Eventually(ctx, kills.Load).Should(BeNumerically(">", 1))
		Expect(dog.end()).To(BeNumerically(">=", 2*ceiling))
		Expect(stops.Load()).To(BeEquivalentTo(1))
		Eventually(ctx, gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before))
	}, SpecTimeout(30*time.Second))
})
