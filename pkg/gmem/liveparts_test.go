package gmem_test

import (
	"runtime"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("What is alive in the midst of work", Serial, Label("memory"), func() {
	inGo := func() gmem.Bytes {
		GinkgoHelper()
		parts, err := gmem.LiveParts()
		Expect(err).NotTo(HaveOccurred())
		alive, measured := gmem.Breakdown{Parts: parts}.Part(gmem.PartGoInUse)
		Expect(measured).To(BeTrue())
		return alive
	}

	It("is what is reachable, and no garbage", func() {
		const size = 4 << 20
		before := inGo()
		held := make([]byte, size)
		_ = make([]byte, size)
		Expect(inGo() - before).To(BeNumerically("~", size, size/100))
		runtime.KeepAlive(held)
		Expect(inGo() - before).To(BeNumerically("~", 0, size/100))
	})
})
