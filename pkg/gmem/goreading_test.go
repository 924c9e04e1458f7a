package gmem_test

import (
	"runtime"
	"runtime/debug"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// freeMemory collects and gives free pages back to the system.
func freeMemory() { debug.FreeOSMemory() }

var _ = Describe("A reading of the Go runtime", Serial, func() {
	It("has classes that add up to its total", func() {
		r := gmem.ReadGo()
		sum := r.HeapObjects + r.HeapUnused + r.HeapFree + r.HeapReleased + r.Stacks + r.Metadata + r.Other
		Expect(sum).To(Equal(r.Total))
		Expect(r.HeapObjects).To(BeNumerically(">", 0))
		Expect(r.Stacks).To(BeNumerically(">", 0))
		Expect(r.Metadata).To(BeNumerically(">", 0))
	})

	It("sees 16 MB of objects come, go free and go back to the system", Label("memory"), func() {
		runtime.GC()
		before := gmem.ReadGo()
		block := hold(16 * gmem.MB)
		held := gmem.ReadGo()
		Expect(held.HeapObjects - before.HeapObjects).To(BeNumerically("~", 16*gmem.MB, 200*gmem.KB))
		runtime.KeepAlive(block)
		freeMemory()
		after := gmem.ReadGo()
		Expect(after.HeapObjects).To(BeNumerically("~", before.HeapObjects, 200*gmem.KB))
		Expect(after.HeapReleased).To(BeNumerically(">", held.HeapReleased))
	})

	It("counts goroutines one by one", func(ctx SpecContext) {
		// A goroutine of an earlier spec may end meanwhile, hence another try.
		Eventually(ctx, func(g Gomega) {
			before := gmem.ReadGo().Goroutines
			quit := make(chan struct{})
			defer close(quit)
			for range 7 {
				go func() { <-quit }()
			}
			g.Expect(gmem.ReadGo().Goroutines).To(Equal(before + 7))
		}).Should(Succeed())
	})
})
