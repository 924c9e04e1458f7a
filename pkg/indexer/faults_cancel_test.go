package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/embecode/embecode/pkg/embed"
)

// cancelLimit is how long a cancelled run may take to return. Of 200 runs the slowest took 0.44 s; with ten processes for
// each core, of 31 it was 1.9 s.
const cancelLimit = 5 * time.Second

var errEnough = errors.New("enough")

var _ = Describe("A run that is cancelled", Ordered, Serial, Label("slow"), func() {
	var s *states

	BeforeAll(func(ctx SpecContext) {
		skipUnlessCounted()
		s = newStates(ctx)
	}, NodeTimeout(2*time.Minute))

	DescribeTable("returns promptly, and leaves no goroutine, descriptor, file or native byte, whatever moment it is",
		func(ctx SpecContext, update bool) {
			seed := GinkgoRandomSeed()
			rng := rand.New(rand.NewPCG(uint64(seed), 4))
			var usual time.Duration
			for range 3 { // the first ones fill what is never emptied
				usual = s.cancelledRun(ctx, s.copyFormer(), update, time.Hour).took
			}
			goroutines, before := gleak.Goroutines(), takeTraces()
			var latencies []time.Duration
			left := map[string]int{}
			path := ""
			for tried := 0; len(latencies) < *flagFaults; tried++ {
				Expect(tried).To(BeNumerically("<", 3**flagFaults), "a run that had ended was not cancelled")
				path = s.copyFormer()
				run := s.cancelledRun(ctx, path, update, time.Duration(rng.Float64()*float64(usual)))
				expectTreesReleased()
				if run.err == nil {
					usual = run.took // the machine is quicker by now
				} else {
					Expect(run.err).To(MatchError(errEnough))
					latencies = append(latencies, run.latency)
				}
				left[s.expectSane(ctx, path, update)]++
			}
			Eventually(ctx, gleak.Goroutines).ShouldNot(gleak.HaveLeaked(goroutines))
			before.expectNone()
			s.expectCompleted(ctx, path, update)

			slices.Sort(latencies)
			median, worst := latencies[len(latencies)/2], latencies[len(latencies)-1]
			AddReportEntry("cancelled", ReportEntryVisibilityFailureOrVerbose,
				fmt.Sprintf("seed %d: %d runs cancelled, usually %v long; returned after %v at the median, %v at worst; all runs left %v",
					seed, len(latencies), usual, median, worst, left))
			Expect(worst).To(BeNumerically("<", cancelLimit))
		},
		Entry("in a full index", false, SpecTimeout(15*time.Minute)),
		Entry("in an update", true, SpecTimeout(15*time.Minute)),
	)
})

// cancelled is how a run ended that was cancelled, or done before it was.
type cancelled struct {
	err           error
	took, latency time.Duration // from its begin, and from the cancelling
}

// cancelledRun runs in this process until it has done so for a while.
func (s *states) cancelledRun(ctx context.Context, path string, update bool, after time.Duration) cancelled {
	GinkgoHelper()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var start, stopped time.Time
	called := make(chan struct{})
	var timer *time.Timer
	err := onDisk{tree: s.tree, path: path, embedder: embed.Random{}}.run(ctx, update, func() {
		start = time.Now()
		timer = time.AfterFunc(after, func() {
			stopped = time.Now()
			cancel(errEnough)
			close(called)
		})
	})
	ended := time.Now()
	if timer.Stop() {
		Expect(err).NotTo(HaveOccurred())
		return cancelled{took: ended.Sub(start)}
	}
	<-called
	return cancelled{err: err, took: ended.Sub(start), latency: ended.Sub(stopped)}
}
