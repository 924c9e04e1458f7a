package indexer_test

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A run whose process is killed", Ordered, Label("slow"), func() {
	var s *states

	BeforeAll(func(ctx SpecContext) { s = newStates(ctx) }, NodeTimeout(2*time.Minute))

	DescribeTable("leaves an index that is whole, and the next run completes it, whatever moment it was",
		func(ctx SpecContext, update bool) {
			seed := GinkgoRandomSeed()
			rng := rand.New(rand.NewPCG(uint64(seed), 3))
			usual := s.usualDuration(ctx, update)
			midway, left := 0, map[string]int{}
			for tried := 0; midway < *flagFaults; tried++ {
				Expect(tried).To(BeNumerically("<", 3**flagFaults), "a process that had ended was not killed")
				after := time.Duration(1.2 * rng.Float64() * float64(usual)) // or its last moments would be missed
				path := s.copyFormer()
				child := s.startChild(ctx, path, update)
				wait(ctx, after)
				if child.kill() {
					midway++
				}
				By("killed after " + after.String())
				left[s.expectSane(ctx, path, update)]++
				s.expectCompleted(ctx, path, update)
			}
			AddReportEntry("killed", ReportEntryVisibilityFailureOrVerbose,
				fmt.Sprintf("seed %d: %d runs killed midway, usually %v long; all runs left %v", seed, midway, usual, left))
		},
		Entry("of a full index", false, SpecTimeout(30*time.Minute)),
		Entry("of an update", true, SpecTimeout(30*time.Minute)),
	)

	DescribeTable("leaves an index that is whole when that is", func(ctx SpecContext, update bool, moment moment) {
		for range 2 {
			path := s.copyFormer()
			child := s.startChild(ctx, path, update)
			moment(ctx, path)
			child.kill()
			s.expectSane(ctx, path, update)
			s.expectCompleted(ctx, path, update)
		}
	},
		Entry("as the new index appears", false, appears(".building"), SpecTimeout(3*time.Minute)),
		Entry("as the new index takes the place of the former", false, vanishes(".building"), SpecTimeout(3*time.Minute)),
		Entry("as the new index is checkpointed", false, vanishes(".building.wal"), SpecTimeout(3*time.Minute)),
		Entry("as an update writes to the index", true, appears(".wal"), SpecTimeout(3*time.Minute)),
		Entry("as an update is checkpointed", true, vanishes(".wal"), SpecTimeout(3*time.Minute)),
	)
})

// moment waits for something to happen beside the index at path.
type moment func(ctx SpecContext, path string)

// look is how often a moment is looked for, in a run of half a second.
const look = 50 * time.Microsecond

func appears(suffix string) moment {
	return func(ctx SpecContext, path string) {
		for ctx.Err() == nil && !exists(path+suffix) {
			wait(ctx, look)
		}
	}
}

func vanishes(suffix string) moment {
	return func(ctx SpecContext, path string) {
		appears(suffix)(ctx, path)
		for ctx.Err() == nil && exists(path+suffix) {
			wait(ctx, look)
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	Expect(err).To(Or(Succeed(), MatchError(fs.ErrNotExist)))
	return err == nil
}

func wait(ctx SpecContext, pause time.Duration) {
	select {
	case <-time.After(pause):
	case <-ctx.Done():
	}
}

// child is a process that indexes.
type child struct {
	command *exec.Cmd
	stdout  io.Reader
}

// startChild starts this test binary and returns when it begins to index.
func (s *states) startChild(ctx SpecContext, path string, update bool) child {
	GinkgoHelper()
	binary, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	arguments := []string{"-test.run=^TestIndexChild$", "-child-tree=" + s.tree, "-child-index=" + path}
	if update {
		arguments = append(arguments, "-child-update")
	}
	command := exec.CommandContext(ctx, binary, arguments...)
	stdout, err := command.StdoutPipe()
	Expect(err).NotTo(HaveOccurred())
	command.Stderr = GinkgoWriter
	Expect(command.Start()).To(Succeed())
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && lines.Text() != began {
		GinkgoWriter.Println(lines.Text())
	}
	Expect(lines.Text()).To(Equal(began))
	return child{command, stdout}
}

// kill kills the process at once, and reports whether it was still running.
func (c child) kill() bool {
	GinkgoHelper()
	Expect(c.command.Process.Kill()).To(Or(Succeed(), MatchError(os.ErrProcessDone)))
	_, _ = io.Copy(io.Discard, c.stdout)
	_ = c.command.Wait() // it was killed
	status, known := c.command.ProcessState.Sys().(syscall.WaitStatus)
	Expect(known).To(BeTrue())
	return status.Signaled()
}

// usualDuration is how long a run takes that nobody kills: the median of five.
func (s *states) usualDuration(ctx SpecContext, update bool) time.Duration {
	GinkgoHelper()
	var durations []time.Duration
	for range 5 {
		child := s.startChild(ctx, s.copyFormer(), update)
		start := time.Now()
		_, _ = io.Copy(io.Discard, child.stdout)
		Expect(child.command.Wait()).To(Succeed())
		durations = append(durations, time.Since(start))
	}
	slices.Sort(durations)
	return durations[len(durations)/2]
}
