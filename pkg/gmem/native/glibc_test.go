//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
)

// retained is what glibc keeps of the freed memory now.
func retained() int64 {
	GinkgoHelper()
	glibc, present := native.ReadGlibc()
	Expect(present).To(BeTrue())
	return glibc.Retained(native.Read().Malloc)
}

var _ = Describe("The glibc meter", Serial, func() {
	const blocks, size = 100_000, 100

	It("calls memory retained that was freed and is kept, and nothing that is alive", func() {
		before := retained()
		alive := nativetest.AllocateInThreads(1, blocks, size)
		fence := nativetest.AllocateInThreads(1, 1, size) // keeps glibc from giving back the end of the arena
		DeferCleanup(nativetest.FreeInThreads, 1, fence)
		Expect(retained()-before).To(BeNumerically("<", 1_000_000), "the blocks are alive")
		nativetest.FreeInThreads(1, alive)
		Expect(retained()-before).To(BeNumerically(">", blocks*size*9/10), "the blocks are freed")
	})

	It("counts a mapped block and its header exactly", func(ctx SpecContext) {
		Eventually(ctx, func(g Gomega) {
			before := retained()
			glibc, _ := native.ReadGlibc()
			// A block of 64 MB is past the largest threshold that glibc sets itself.
			block := nativetest.Malloc(64_000_000)
			mapped, _ := native.ReadGlibc()
			after := retained()
			nativetest.Free(block)
			g.Expect(mapped.MappedBlocks - glibc.MappedBlocks).To(BeEquivalentTo(1))
			g.Expect(mapped.Mapped - glibc.Mapped).To(BeNumerically(">=", 64_000_000))
			g.Expect(after).To(Equal(before))
		}).Should(Succeed())
	})
})
