package gmem_test

import (
	"errors"
	"fmt"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// script is a meter that gives the readings it is told to, the last one again and again.
type script struct {
	mutex     sync.Mutex
	readings  []reading
	taken     int
	highWater reading
	resetErr  error
}

type reading struct {
	amount gmem.Bytes
	err    error
}

func megabytes(amounts ...gmem.Bytes) *script {
	s := &script{highWater: reading{amount: 500 * gmem.MB}}
	for _, amount := range amounts {
		s.readings = append(s.readings, reading{amount: amount * gmem.MB})
	}
	return s
}

func (s *script) RSS() (gmem.Bytes, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	next := s.readings[min(s.taken, len(s.readings)-1)]
	s.taken++
	return next.amount, next.err
}

func (s *script) Taken() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.taken
}

func (s *script) HighWater() (gmem.Bytes, error) { return s.highWater.amount, s.highWater.err }
func (s *script) ResetHighWater() error          { return s.resetErr }

var _ = Describe("A watch", func() {
	start := func(meter gmem.Meter, options gmem.WatchOptions) *gmem.Watcher {
		GinkgoHelper()
		options.Every = time.Millisecond
		watch, err := gmem.Start(meter, options)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func() { _, _ = watch.Stop() })
		return watch
	}

	It("keeps the baseline, each sample in order, the final reading and the high-water mark", func(ctx SpecContext) {
		meter := megabytes(100, 110, 120, 130)
		watch := start(meter, gmem.WatchOptions{})
		Eventually(ctx, meter.Taken).Should(BeNumerically(">=", 5))
		series, err := watch.Stop()
		Expect(err).NotTo(HaveOccurred())
		Expect(series.Baseline).To(Equal(100 * gmem.MB))
		Expect(series.Samples[0].RSS).To(Equal(110 * gmem.MB))
		Expect(series.Samples[1].RSS).To(Equal(120 * gmem.MB))
		Expect(series.Final).To(Equal(130 * gmem.MB))
		Expect(series.HighWater).To(Equal(500 * gmem.MB))
		Expect(series.Peak()).To(Equal(500 * gmem.MB))
		Expect(series.Validate(3)).To(Succeed())
	})

	It("hands on each sample that it keeps, at once and in order", func(ctx SpecContext) {
		meter := megabytes(100, 130, 120, 140)
		var seen []gmem.Sample
		watch := start(meter, gmem.WatchOptions{OnSample: func(sample gmem.Sample) { seen = append(seen, sample) }})
		Eventually(ctx, meter.Taken).Should(BeNumerically(">=", 5))
		series, err := watch.Stop()
		Expect(err).NotTo(HaveOccurred())
		Expect(seen).To(Equal(series.Samples))
	})

	It("shows the latest sample while it runs, from the baseline on", func(ctx SpecContext) {
		watch := start(megabytes(100), gmem.WatchOptions{})
		Expect(watch.RSS()).To(Equal(100 * gmem.MB))
		watch = start(megabytes(100, 110, 120), gmem.WatchOptions{})
		Eventually(ctx, watch.RSS).Should(Equal(120 * gmem.MB))
	})

	It("notes with each sample how far the work was", func(ctx SpecContext) {
		meter := megabytes(100)
		watch := start(meter, gmem.WatchOptions{Progress: func() gmem.Progress { return gmem.Progress{Done: 7, At: "a/b.py"} }})
		Eventually(ctx, meter.Taken).Should(BeNumerically(">", 2))
		series, err := watch.Stop()
		Expect(err).NotTo(HaveOccurred())
		Expect(series.Samples[0]).To(And(HaveField("Done", int64(7)), HaveField("At", "a/b.py")))
	})

	It("calls once when memory reaches the ceiling, however long it stays there", func(ctx SpecContext) {
		meter := megabytes(100, 199, 200, 300, 100, 300)
		var crossings []gmem.Sample
		watch := start(meter, gmem.WatchOptions{
			Ceiling: 200 * gmem.MB, OnCross: func(sample gmem.Sample) { crossings = append(crossings, sample) },
		})
		Eventually(ctx, meter.Taken).Should(BeNumerically(">", 8))
		_, err := watch.Stop()
		Expect(err).NotTo(HaveOccurred())
		Expect(crossings).To(HaveExactElements(HaveField("RSS", 200*gmem.MB)))
	})

	It("gives back the same series however often it is stopped, and reads nothing more", func(ctx SpecContext) {
		meter := megabytes(100)
		watch := start(meter, gmem.WatchOptions{})
		Eventually(ctx, meter.Taken).Should(BeNumerically(">", 1))
		first, err := watch.Stop()
		Expect(err).NotTo(HaveOccurred())
		taken := meter.Taken()
		Consistently(ctx, meter.Taken).WithTimeout(20 * time.Millisecond).Should(Equal(taken))
		Expect(watch.Stop()).To(Equal(first))
		Expect(meter.Taken()).To(Equal(taken))
	})

	It("is stopped only once its goroutine has ended", func(ctx SpecContext) {
		entered, release, stopped := make(chan struct{}), make(chan struct{}), make(chan struct{})
		watch := start(megabytes(100), gmem.WatchOptions{Progress: sync.OnceValue(func() gmem.Progress {
			close(entered)
			<-release
			return gmem.Progress{}
		})})
		Eventually(ctx, entered).Should(BeClosed())
		go func() {
			defer close(stopped)
			_, _ = watch.Stop()
		}()
		Consistently(ctx, stopped).WithTimeout(20 * time.Millisecond).ShouldNot(BeClosed())
		close(release)
		Eventually(ctx, stopped).Should(BeClosed())
	})

	It("goes on after a reading that failed, and hands the failure over in the end", func(ctx SpecContext) {
		broken := errors.New("the meter is broken")
		meter := megabytes(100, 110, 0, 120)
		meter.readings[2].err = broken
		watch := start(meter, gmem.WatchOptions{})
		Eventually(ctx, watch.RSS).Should(Equal(120 * gmem.MB))
		series, err := watch.Stop()
		Expect(err).To(MatchError(broken))
		Expect(err).To(MatchError(MatchRegexp(`1 of \d+ readings failed`)))
		Expect(series.Samples[:2]).To(HaveExactElements(HaveField("RSS", 110*gmem.MB), HaveField("RSS", 120*gmem.MB)))
	})

	It("hands over the failure of the final reading and of the mark", func() {
		final, mark := errors.New("no final reading"), errors.New("no mark")
		meter := megabytes(100, 0)
		meter.readings[1].err, meter.highWater.err = final, mark
		watch, err := gmem.Start(meter, gmem.WatchOptions{Every: time.Second})
		Expect(err).NotTo(HaveOccurred())
		series, err := watch.Stop()
		Expect(err).To(And(MatchError(final), MatchError(mark)))
		Expect(series.Validate(0)).To(MatchError(ContainSubstring("final reading")))
	})

	It("says why where there is no high-water mark of this run, and takes no older one for it", func() {
		meter := megabytes(100)
		meter.resetErr = fmt.Errorf("reset: %w", gmem.ErrNoHighWater)
		series, err := start(meter, gmem.WatchOptions{}).Stop()
		Expect(err).NotTo(HaveOccurred())
		Expect(series.HighWater).To(BeZero())
		Expect(series.HighWaterMissing).To(ContainSubstring("no high-water mark"))
	})

	It("does not start without a baseline", func() {
		meter := megabytes(0)
		meter.readings[0].err = errors.New("no permission")
		_, err := gmem.Start(meter, gmem.WatchOptions{})
		Expect(err).To(MatchError(ContainSubstring("start watching memory: no permission")))
	})

	DescribeTable("refuses options that cannot be meant",
		func(options gmem.WatchOptions, reason string) {
			_, err := gmem.Start(megabytes(100), options)
			Expect(err).To(MatchError(ContainSubstring(reason)))
		},
		Entry("an interval above 2 s", gmem.WatchOptions{Every: 2*time.Second + 1}, "not between 0 and 2s"),
		Entry("a negative interval", gmem.WatchOptions{Every: -1}, "not between 0 and 2s"),
		Entry("a negative ceiling", gmem.WatchOptions{Ceiling: -1}, "is negative"),
		Entry("a call without a ceiling", gmem.WatchOptions{OnCross: func(gmem.Sample) {}}, "no ceiling"),
	)

	It("sees a spike of this very process that falls between two samples", Serial, Label("memory"), func() {
		self, err := gmem.Self()
		Expect(err).NotTo(HaveOccurred())
		if err := self.Readable(); err != nil {
			Skip(err.Error())
		}
		freeMemory()
		watch, err := gmem.Start(self, gmem.WatchOptions{Every: 2 * time.Second})
		Expect(err).NotTo(HaveOccurred())
		spike := hold(64 * gmem.MB)
		spike[0] = 2
		freeMemory()
		series, err := watch.Stop()
		Expect(err).NotTo(HaveOccurred())
		if series.HighWaterMissing != "" {
			Skip(series.HighWaterMissing)
		}
		Expect(series.Samples).To(BeEmpty())
		Expect(series.Peak() - series.Baseline).To(BeNumerically(">", 55*gmem.MB))
	})
})
