package memory_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/workload"
)

// Runaways are stopped below a ceiling of their own, so that they prove it with little memory.
var _ = Describe("A run that runs away", Serial, Label("slow", "red"), func() {
	BeforeEach(skipUnlessMeasurable)

	runaway := func(ctx SpecContext, leak string, ceiling gmem.Bytes) (workload.Result, error) {
		GinkgoHelper()
		setup := setupFor(sourceTree(ctx, options().Tree.LeakScale))
		setup.Leak, setup.Ceiling = leak, ceiling
		endless := steady()
		endless.MinRounds = 1000
		return tryInChild(ctx, workload.Job{Setup: setup, Repeat: endless})
	}

	It("is stopped by its guard at the ceiling when it leaks 200 MB/s, and still reports", func(ctx SpecContext) {
		const ceiling = 1 * gmem.GB
		result, err := runaway(ctx, "runaway", ceiling)
		Expect(err).NotTo(HaveOccurred())
		Expect(result.Rounds.Stopped).NotTo(BeEmpty())
		verdict, _ := result.Rounds.Verdict(gmem.VerdictCeiling)
		Expect(verdict.Fault).To(Equal(gmem.TooMuch))
		over := result.Series().Peak() - ceiling
		AddReportEntry("overshoot", over.String(), ReportEntryVisibilityAlways)
		Expect(over).To(BeNumerically("<", ceiling/2))
		// What the end of the run gives back is not the leak's, but for less than a tenth.
		Expect(result.Series().Final).To(BeNumerically(">", ceiling-ceiling/10), "or it was no runaway")
	}, SpecTimeout(3*time.Minute))

	It("is ended by the watchdog when it is deaf in a single call into C, and says where it was", func(ctx SpecContext) {
		_, err := runaway(ctx, "parse-bomb", 400*gmem.MB)
		Expect(err).To(MatchError(gmem.ErrWatchdog))
		text := err.Error()
		Expect(text).To(And(ContainSubstring("which went up to "), ContainSubstring("SIGQUIT"),
			ContainSubstring("_Cfunc_ts_parser_parse"), ContainSubstring("leaks.parseBomb")))
		Expect(len(text)).To(BeNumerically("<", 70_000), "it must not fill a log")
		first, _, _ := strings.Cut(text, "\n")
		AddReportEntry("the watchdog", first, ReportEntryVisibilityAlways)
	}, SpecTimeout(3*time.Minute))

	It("dies with the suite that started it", func(ctx SpecContext) {
		if runtime.GOOS != "linux" {
			Skip("only Linux ends a child with its parent")
		}
		binary, err := os.Executable()
		Expect(err).NotTo(HaveOccurred())
		suite := exec.CommandContext(ctx, binary, "-test.run=^TestMemory$", "--ginkgo.label-filter=memory",
			"--ginkgo.focus="+steadyOnly, fmt.Sprintf("-scale=%g", options().Tree.LeakScale), "-out="+GinkgoT().TempDir())
		Expect(suite.Start()).To(Succeed())
		DeferCleanup(func() { Expect(suite.Process.Kill()).To(Or(Succeed(), MatchError(os.ErrProcessDone))) })
		var child int
		Eventually(ctx, func() int { child = childOf(suite.Process.Pid); return child }).ShouldNot(BeZero())
		Expect(suite.Process.Kill()).To(Succeed())
		Expect(suite.Wait()).NotTo(Succeed())
		Eventually(ctx, func() bool { return running(child) }).Should(BeFalse())
	}, SpecTimeout(2*time.Minute))
})

// childOf is a process that does a job for the given one, or 0.
func childOf(parent int) int {
	GinkgoHelper()
	stats, err := filepath.Glob("/proc/[0-9]*/cmdline")
	Expect(err).NotTo(HaveOccurred())
	for _, path := range stats {
		arguments, _ := os.ReadFile(path) // gone, if it can't be read
		status, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "status"))
		if bytes.Contains(arguments, []byte("\x00-child\x00")) && bytes.Contains(status, fmt.Appendf(nil, "PPid:\t%d\n", parent)) {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			Expect(err).NotTo(HaveOccurred())
			return pid
		}
	}
	return 0
}

// running reports whether there is such a process that has not ended: one that nobody waits for stays as a zombie.
func running(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	return err == nil && !bytes.Contains(status, []byte("\nState:\tZ"))
}
