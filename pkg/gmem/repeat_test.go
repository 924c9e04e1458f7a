package gmem_test

import (
	"cmp"
	"context"
	"debug/elf"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// rememberer keeps what it is given.
type rememberer struct{ kept [][]byte }

func (r *rememberer) remember(size int) { r.kept = append(r.kept, make([]byte, size)) }

// needsNoSanitizer skips a spec where a sanitizer's own records would be measured too.
func needsNoSanitizer() {
	GinkgoHelper()
	if gmem.Sanitized {
		Skip("a sanitizer keeps records of its own")
	}
}

// threadsOf counts the threads of this process.
func threadsOf(self *gmem.Process) int {
	GinkgoHelper()
	kernel, err := self.Kernel()
	if err != nil {
		Skip("threads can't be counted: " + err.Error())
	}
	return kernel.Threads
}

// onThreads has goroutines about at once, each on a thread of its own; the first ones end theirs with them.
func onThreads(count, end int) {
	var started, ended sync.WaitGroup
	started.Add(count)
	for i := range count {
		ended.Go(func() {
			runtime.LockOSThread() // a thread ends with a goroutine that is locked to it
			started.Done()
			started.Wait()
			if i >= end {
				runtime.UnlockOSThread()
			}
		})
	}
	ended.Wait()
}

// Serial, since what other specs of this process do would be counted too.
var _ = Describe("Work that is repeated", Serial, Label("slow", "memory"), func() {
	It("is judged clean when it leaves nothing behind, at one call per round and at as many as it likes", func(ctx SpecContext) {
		clean := func(context.Context) error { (&rememberer{}).remember(1_000); return nil }
		for _, calls := range []int{0, 1} {
			Expect(gmem.Repeat(ctx, clean, gmem.RepeatOptions{Calls: calls})).NotTo(gmem.HaveLeaked())
		}
	}, SpecTimeout(time.Minute))

	It("is seen to leak, with the function that allocates", func(ctx SpecContext) {
		var keeper rememberer
		rounds, err := gmem.Repeat(ctx, func(context.Context) error { keeper.remember(512); return nil },
			gmem.RepeatOptions{Calls: 200, Unit: "request"})
		Expect(err).NotTo(HaveOccurred())
		verdict := verdictOf(rounds, gmem.VerdictLive)
		Expect(verdict.Fault).To(Equal(gmem.Leak))
		Expect(verdict.Unit).To(Equal("bytes/request"))
		Expect(verdict.Value).To(BeNumerically("~", 536, 60))
		Expect(verdict.Sites).To(ContainElement(HaveField("Function", ContainSubstring("rememberer).remember"))))
	}, SpecTimeout(time.Minute))

	DescribeTable("is held to what variables of a package reach, to the byte", func(ctx SpecContext, kept int, fault gmem.Fault) {
		remembered = nil
		rounds, err := gmem.Repeat(ctx, func(context.Context) error {
			remembered = append(remembered, make([]byte, 1))
			if len(remembered) > kept {
				remembered = remembered[:0]
			}
			return nil
		}, gmem.RepeatOptions{Calls: 1, WarmUp: 4, MaxRounds: 10, Packages: ofSpecs})
		Expect(err).NotTo(HaveOccurred())
		verdict := onVariables(rounds)
		Expect(verdict.Fault).To(Equal(fault), verdict.Text())
		if fault != "" {
			Expect(verdict.Detail).To(ContainSubstring("gmem_test.remembered"))
			Expect(verdict.Evidence).To(ConsistOf(HaveField("What", gmem.PartGoInUse)))
		}
	},
		Entry("where they keep a block with each call", 1_000, gmem.Leak),
		Entry("where they keep no more than a few", 3, gmem.Fault("")),
	)

	It("is not held to what variables reach by way of Go's scheduler: the timers and goroutines of others", func(ctx SpecContext) {
		later = time.AfterFunc(time.Hour, func() {})
		var others []*time.Timer
		rounds, err := gmem.Repeat(ctx, func(context.Context) error {
			others = append(others, time.AfterFunc(time.Hour, func() {}))
			return nil
		}, gmem.RepeatOptions{Calls: 20, MaxRounds: 5, NoSites: true, Packages: ofSpecs})
		Expect(err).NotTo(HaveOccurred())
		for _, timer := range append(others, later) {
			timer.Stop()
		}
		verdict := onVariables(rounds)
		Expect(verdict.OK).To(BeTrue(), verdict.Text())
	}, SpecTimeout(time.Minute))

	It("is as much alive however many threads have ended", func(ctx SpecContext) {
		needsNoSanitizer()
		ends := 0
		rounds, err := gmem.Repeat(ctx, func(context.Context) error {
			ends = (ends + 7) % 10
			onThreads(12, ends)
			return nil
		}, gmem.RepeatOptions{Calls: 1, WarmUp: 4, MinRounds: 10, MaxRounds: 10, NoSites: true})
		Expect(err).NotTo(HaveOccurred())
		var alive []int64
		for _, round := range rounds.Rounds[rounds.WarmUp:] {
			alive = append(alive, int64(round.Live))
		}
		Expect(slices.Max(alive)-slices.Min(alive)).To(BeNumerically("<", 2_000), "%v: less than what one thread comes to", alive)
	}, SpecTimeout(time.Minute))

	It("is as much alive however many threads there are", func(ctx SpecContext) {
		needsNoSanitizer()
		self, err := gmem.Self()
		Expect(err).NotTo(HaveOccurred())
		threads := threadsOf(self) + 40 // more than settling makes
		rounds, err := gmem.Repeat(ctx, func(context.Context) error {
			threads += 2
			onThreads(threads, 0)
			return nil
		}, gmem.RepeatOptions{Calls: 1, WarmUp: 4, MinRounds: 10, MaxRounds: 10, NoSites: true})
		Expect(err).NotTo(HaveOccurred())
		judged := rounds.Rounds[rounds.WarmUp:]
		Expect(judged[9].Threads).To(BeNumerically(">", judged[0].Threads+12))
		Expect(judged[9].Parts[0].Bytes-judged[0].Parts[0].Bytes).To(BeNumerically("<", 2_000), "of Go's heap, which has 5.6 KB of each: %v", judged)
	}, SpecTimeout(time.Minute))

	It("has no more threads behind it, however often it is done", func(ctx SpecContext) {
		self, err := gmem.Self()
		Expect(err).NotTo(HaveOccurred())
		var threads []int
		for range 6 {
			_, err := gmem.Repeat(ctx, func(context.Context) error { return nil }, gmem.RepeatOptions{Calls: 1, MaxRounds: 5, NoSites: true})
			Expect(err).NotTo(HaveOccurred())
			threads = append(threads, threadsOf(self))
		}
		Expect(threads[5]).To(BeNumerically("<=", threads[0]+3), "%v", threads)
	}, SpecTimeout(time.Minute))

	It("has a peak without what it takes to read what variables reach", func(ctx SpecContext) {
		const much = 30 * gmem.MB
		held := make([]byte, much)
		clear(held)
		rounds, err := gmem.Repeat(ctx, func(context.Context) error { return nil },
			gmem.RepeatOptions{Calls: 1, MinRounds: 4, MaxRounds: 4, NoSites: true, Packages: ofSpecs, Watch: gmem.WatchOptions{Every: time.Millisecond}})
		runtime.KeepAlive(held)
		Expect(err).NotTo(HaveOccurred())
		onVariables(rounds)
		Expect(rounds.Series.Peak()).To(BeNumerically("<", rounds.Series.Baseline+much/2))
	}, SpecTimeout(time.Minute))

	It("is warmed up for no longer than asked, which spares time where it leaks", func(ctx SpecContext) {
		for _, most := range []int{0, 2, 3} {
			var keeper rememberer
			rounds, err := gmem.Repeat(ctx, func(context.Context) error { keeper.remember(1_000_000); return nil },
				gmem.RepeatOptions{Calls: 1, WarmUp: 2, MaxWarmUp: most, NoSites: true})
			Expect(err).NotTo(HaveOccurred())
			Expect(rounds.WarmUp).To(Equal(cmp.Or(most, 6)))
			Expect(rounds).To(gmem.HaveLeaked())
		}
	}, SpecTimeout(time.Minute))

	It("is seen to leave a goroutine or a file open, with the place", func(ctx SpecContext) {
		gate := make(chan struct{})
		defer close(gate)
		rounds, err := gmem.Repeat(ctx, func(context.Context) error { go wait(gate); return nil }, gmem.RepeatOptions{Calls: 3})
		Expect(err).NotTo(HaveOccurred())
		Expect(verdictOf(rounds, gmem.VerdictHandles).Sites).To(ContainElement(HaveField("Function", ContainSubstring("gmem_test.wait"))))

		var opened []*os.File
		defer func() {
			for _, file := range opened {
				Expect(file.Close()).To(Succeed())
			}
		}()
		rounds, err = gmem.Repeat(ctx, func(context.Context) error {
			file, err := os.Open(os.DevNull)
			opened = append(opened, file)
			return err
		}, gmem.RepeatOptions{Calls: 3})
		Expect(err).NotTo(HaveOccurred())
		verdict := verdictOf(rounds, gmem.VerdictHandles)
		Expect(verdict.Evidence).To(ContainElement(HaveField("What", gmem.HandleDescriptor)))
		Expect(verdict.Sites).To(ContainElement(HaveField("Function", os.DevNull)))
	}, SpecTimeout(time.Minute))

	It("is judged by as many calls as after a first one that takes long", func(ctx SpecContext) {
		first := true
		rounds, err := gmem.Repeat(ctx, func(ctx context.Context) error {
			if first {
				first = false
				return pause(ctx, 200*time.Millisecond)
			}
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		Expect(rounds.Options.Calls).To(BeNumerically(">", 100))
	}, SpecTimeout(time.Minute))

	It("is judged by fewer calls when it leaks so much that a machine could run out of it", func(ctx SpecContext) {
		var opened []*os.File
		rounds, err := gmem.Repeat(ctx, func(context.Context) error {
			file, err := os.Open(os.DevNull)
			opened = append(opened, file)
			return err
		})
		for _, file := range opened {
			Expect(file.Close()).To(Succeed())
		}
		Expect(err).NotTo(HaveOccurred())
		Expect(verdictOf(rounds, gmem.VerdictHandles).OK).To(BeFalse())
		Expect(len(opened)).To(BeNumerically("<", 10_000))

		var keeper rememberer
		rounds, err = gmem.Repeat(ctx, func(context.Context) error { keeper.remember(500_000); return nil })
		Expect(err).NotTo(HaveOccurred())
		Expect(verdictOf(rounds, gmem.VerdictLive).Fault).To(Equal(gmem.Leak))
		Expect(len(keeper.kept)).To(BeNumerically("<", 2_000))
	}, SpecTimeout(time.Minute))

	It("is judged clean when it fills a cache or a pool that has an end", func(ctx SpecContext) {
		cache, calls := map[int][]byte{}, 0
		gate := make(chan struct{})
		defer close(gate)
		Expect(gmem.Repeat(ctx, func(context.Context) error {
			if calls++; calls <= 15 {
				go wait(gate)
			}
			cache[calls%25] = make([]byte, 20_000)
			return nil
		}, gmem.RepeatOptions{Calls: 1})).NotTo(gmem.HaveLeaked())
	}, SpecTimeout(time.Minute))

	It("is told by its own function where the standard library has allocated", func(ctx SpecContext) {
		var timers []*time.Timer
		rounds, err := gmem.Repeat(ctx, func(context.Context) error {
			timers = append(timers, startTimer())
			return nil
		}, gmem.RepeatOptions{Calls: 500})
		for _, timer := range timers {
			timer.Stop()
		}
		Expect(err).NotTo(HaveOccurred())
		Expect(verdictOf(rounds, gmem.VerdictLive).Sites).To(ContainElement(And(
			HaveField("Function", "gmem_test.startTimer"), HaveField("Within", HavePrefix("time.")))))
	}, SpecTimeout(time.Minute))

	It("is stopped at its ceiling, which is judged and no error", func(ctx SpecContext) {
		var keeper rememberer
		rounds, err := gmem.Repeat(ctx, func(ctx context.Context) error {
			for range 1_000 {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				keeper.remember(10_000_000)
				clear(keeper.kept[len(keeper.kept)-1])
			}
			return nil
		}, gmem.RepeatOptions{Calls: 1, Watch: gmem.WatchOptions{Ceiling: 300 * gmem.MB, Every: 5 * time.Millisecond}})
		Expect(err).NotTo(HaveOccurred())
		Expect(rounds.Stopped).NotTo(BeEmpty())
		Expect(verdictOf(rounds, gmem.VerdictCeiling).Fault).To(Equal(gmem.TooMuch))
		keeper.kept = nil
	}, SpecTimeout(time.Minute))

	It("that does nothing can't be judged", func(ctx SpecContext) {
		rounds, err := gmem.Repeat(ctx, func(context.Context) error { return nil },
			gmem.RepeatOptions{Calls: 1, Done: func() int64 { return 0 }})
		Expect(err).NotTo(HaveOccurred())
		Expect(rounds.Outcome()).To(Equal(gmem.Undecided))
	}, SpecTimeout(time.Minute))

	It("gives its own error back, with the call that failed", func(ctx SpecContext) {
		broken, calls := errors.New("broken"), 0
		_, err := gmem.Repeat(ctx, func(context.Context) error {
			if calls++; calls == 7 {
				return broken
			}
			return nil
		}, gmem.RepeatOptions{Calls: 2})
		Expect(err).To(And(MatchError(broken), MatchError(ContainSubstring("call 7"))))
	}, SpecTimeout(time.Minute))

	DescribeTable("is refused with options that make no sense", func(ctx SpecContext, options gmem.RepeatOptions, reason string) {
		_, err := gmem.Repeat(ctx, func(context.Context) error { return nil }, options)
		Expect(err).To(MatchError(ContainSubstring(reason)))
	},
		Entry("too few rounds", gmem.RepeatOptions{MinRounds: 3}, "3 judged rounds are too few"),
		Entry("negative calls", gmem.RepeatOptions{Calls: -1}, "-1 calls per round are negative"),
		Entry("a most below the least", gmem.RepeatOptions{MinRounds: 6, MaxRounds: 5}, "at most 5 rounds"),
		Entry("less warm-up at most than at least", gmem.RepeatOptions{WarmUp: 3, MaxWarmUp: 2}, "at most 2 rounds of warm-up"),
		Entry("a negative allowance", gmem.RepeatOptions{Allowance: -1}, "an allowance of -1 bytes"),
	)
})

var (
	ofSpecs    = []string{"github.com/embecode/embecode/pkg/gmem_test"}
	remembered [][]byte
	later      *time.Timer
)

// onVariables is the verdict on variables; the spec is skipped where the program has no symbols.
func onVariables(rounds gmem.Rounds) gmem.Verdict {
	GinkgoHelper()
	if slices.ContainsFunc(rounds.LeftOut, func(left gmem.LeftOut) bool { return strings.HasSuffix(left.Reason, elf.ErrNoSymbols.Error()) }) {
		Skip("it takes the symbols that go test -c links, and ginkgo with --ldflags=-w")
	}
	return verdictOf(rounds, gmem.VerdictVariables)
}

func wait(gate chan struct{}) { <-gate }

//go:noinline
func startTimer() *time.Timer { return time.NewTimer(time.Hour) }

// pause lets time pass.
func pause(ctx context.Context, long time.Duration) error {
	select {
	case <-time.After(long):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var _ = Describe("Work that is watched", Serial, Label("slow", "memory"), func() {
	It("has a series with its peak, and what memory was made of", func(ctx SpecContext) {
		needsNoSanitizer()
		series, err := gmem.Watch(ctx, func(context.Context) error {
			var keeper rememberer
			for range 20 {
				keeper.remember(5_000_000)
				clear(keeper.kept[len(keeper.kept)-1])
			}
			return nil
		}, gmem.WatchOptions{Every: time.Millisecond})
		Expect(err).NotTo(HaveOccurred())
		Expect(series).To(gmem.StayBelow(2 * gmem.GB))
		Expect(series.GrowBelow(60 * gmem.MB)).NotTo(gmem.Hold())
		at, measured := series.Parts.At("end")
		Expect(measured).To(BeTrue())
		Expect(at.RSS).To(BeNumerically(">", 10*gmem.MB))
	}, SpecTimeout(time.Minute))
})

var _ = Describe("The meters of this process", Serial, func() {
	It("see what is made for them", func() {
		_, dead, err := gmem.CheckMeters()
		Expect(err).NotTo(HaveOccurred())
		Expect(dead).To(BeEmpty())
	})

	It("make a run inconclusive when one does not", func() {
		rounds := growing(6, 0)
		rounds.Dead = []gmem.LeftOut{{Name: gmem.PartGoInUse, Reason: "it read 0 more where 4194304 more were made"}}
		rounds.Verdicts = rounds.Judge()
		Expect(rounds.Outcome()).To(Equal(gmem.Undecided))
	})
})
