package memory_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// innerSuite is this test binary as a suite of its own, as people run it. It reports to the spec that starts it, and adds
// nothing to the log and the summary of a CI step: there a leak that was injected would look like one that was found.
func innerSuite(ctx SpecContext, args ...string) *exec.Cmd {
	GinkgoHelper()
	binary, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	args = append([]string{"-test.run=^TestMemory$", "-test.timeout=0", "--ginkgo.no-color"}, args...)
	command := exec.CommandContext(ctx, binary, args...)
	command.Env = append(os.Environ(), "GITHUB_ACTIONS=", "GITHUB_STEP_SUMMARY=")
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) } // it ends its own children
	command.WaitDelay = 20 * time.Second
	return command
}

var _ = Describe("A suite within a spec", func() {
	It("adds nothing to what GitHub shows", func(ctx SpecContext) {
		summary := filepath.Join(GinkgoT().TempDir(), "summary.md")
		GinkgoT().Setenv("GITHUB_ACTIONS", "true")
		GinkgoT().Setenv("GITHUB_STEP_SUMMARY", summary)
		output, err := innerSuite(ctx, "-scale=-1", "-out="+GinkgoT().TempDir()).CombinedOutput()
		Expect(err).To(HaveOccurred())
		Expect(output).To(ContainSubstring("flag -scale=-1"))
		Expect(summary).NotTo(BeAnExistingFile())
	}, SpecTimeout(time.Minute))
})
