package synth_test

import (
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/synth"
)

var _ = Describe("Generating a tree of 20,000 files", Serial, Label("slow", "memory"), func() {
	It("adds less than 20 MB to this process", func(ctx SpecContext) {
		debug.FreeOSMemory()
		if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
			Skip("the kernel's high-water mark of resident memory can't be reset here: " + err.Error())
		}
		before := resident("VmRSS")
		tree := generate(ctx, synth.Options{Seed: 1, Scale: 10})
		peak := resident("VmHWM")
		AddReportEntry("resident memory", "before "+strconv.Itoa(before)+", peak "+strconv.Itoa(peak)+" bytes")

		Expect(tree.summary.Files).To(Equal(20_000))
		Expect(tree.summary.Directories).To(BeNumerically(">", 1_000))
		Expect(before).To(BeNumerically(">", 1_000_000))
		Expect(peak - before).To(And(BeNumerically(">", 0), BeNumerically("<", 20_000_000)))
	}, SpecTimeout(5*time.Minute))
})

// resident is a field of /proc/self/status, in bytes.
func resident(field string) int {
	GinkgoHelper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		Skip("resident memory can't be read here: " + err.Error())
	}
	found := regexp.MustCompile(field + `:\s*(\d+) kB`).FindSubmatch(status)
	Expect(found).NotTo(BeNil(), "no %s in /proc/self/status", field)
	kibibytes, err := strconv.Atoi(string(found[1]))
	Expect(err).NotTo(HaveOccurred())
	return kibibytes * 1024
}
