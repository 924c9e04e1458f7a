package gmem

import (
	"os/exec"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A watchdog", func() {
	const ceiling = 100 * MB
	now := time.Now()

	judged := func(readings ...Bytes) error {
		dog := &watchdog{ceiling: ceiling, grace: time.Minute}
		for i, rss := range readings {
			if err := dog.judge(rss, now.Add(time.Duration(i)*40*time.Second)); err != nil {
				return err
			}
		}
		return nil
	}

	It("leaves a process alone that its own guard stops in time", func() {
		Expect(judged(10*MB, 99*MB, 120*MB, 149*MB)).To(Succeed())
	})

	It("stops one that is half as large again as it may be", func() {
		Expect(judged(10*MB, 150*MB)).To(And(
			MatchError(ErrWatchdog), MatchError(ContainSubstring("resident memory of 150.0 MB, with a ceiling of 100.0 MB"))))
	})

	It("stops one that runs on after it reached its ceiling, even if it has shrunk since", func() {
		Expect(judged(100*MB, 20*MB, 20*MB)).To(And(
			MatchError(ErrWatchdog), MatchError(ContainSubstring("still running 1m0s after it reached its ceiling of 100.0 MB"))))
	})

	It("stops a process once, and kills it when that doesn't help", func(ctx SpecContext) {
		var stops, kills, grown atomic.Int64
		dog := &watchdog{
			ceiling: ceiling, grace: time.Minute,
			stop: func(error) { stops.Add(1) }, kill: func() { kills.Add(1) },
		}
		quit, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			dog.run(func() (Bytes, error) { return Bytes(grown.Add(int64(10 * MB))), nil }, quit)
		}()
		Eventually(ctx, kills.Load).Should(BeNumerically(">", 1))
		close(quit)
		Eventually(ctx, done).Should(BeClosed())
		Expect(dog.highest).To(BeNumerically(">=", 2*ceiling))
		Expect(stops.Load()).To(BeEquivalentTo(1))
	}, SpecTimeout(30*time.Second))
})

var _ = Describe("A supervised command", func() {
	It("that stays below its ceiling ends as it will, and its highest memory is known", func(ctx SpecContext) {
		highest, err := Supervise(ctx, exec.CommandContext(ctx, "sh", "-c", "sleep 0.2; exit 3"), GB)
		Expect(err).To(MatchError("exit status 3"))
		Expect(highest).To(BeNumerically(">", 100*KB))
	}, SpecTimeout(30*time.Second))

	It("that crosses its ceiling is ended, with the reason", func(ctx SpecContext) {
		_, err := Supervise(ctx, exec.CommandContext(ctx, "sleep", "60"), 100*KB)
		Expect(err).To(MatchError(ErrWatchdog))
	}, SpecTimeout(30*time.Second))
})
