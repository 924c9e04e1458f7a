package chunk

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A cut file", func() {
	It("leaves no tree behind, without help from the garbage collector", Label("memory", "slow"), Serial, func(ctx SpecContext) {
		var text strings.Builder // a tree of it takes 3 MB
		for i := range 4000 {
			fmt.Fprintf(&text, "def f%d(a, b):\n    return a * b\n\n", i)
		}
		source := []byte(text.String())
		Expect(explosive(source)).To(BeFalse(), "the source must be parsed")

		defer debug.SetGCPercent(debug.SetGCPercent(-1))
		chunker := New(Budgets{Default: 20_000})
		_, err := chunker.Cut(ctx, "a.py", source)
		Expect(err).NotTo(HaveOccurred())
		before := native()
		for range 60 {
			_, err := chunker.Cut(ctx, "a.py", source)
			Expect(err).NotTo(HaveOccurred())
		}
		Expect(native() - before).To(BeNumerically("<", 60_000_000))
	})
})

// native is the resident memory of this process that isn't Go's, in bytes, give or take what Go has reserved and not touched.
func native() int {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		Skip("resident memory can't be read here: " + err.Error())
	}
	size, resident := 0, 0
	_, err = fmt.Sscan(string(statm), &size, &resident)
	Expect(err).NotTo(HaveOccurred())
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return resident*os.Getpagesize() - int(memory.Sys-memory.HeapReleased)
}
