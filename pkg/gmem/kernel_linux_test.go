package gmem

import (
	"os"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Resident memory at the end of a round", Serial, func() {
	It("is counted page by page, whatever the kernel adds up roughly", func(ctx SpecContext) {
		self, err := Self()
		Expect(err).NotTo(HaveOccurred())
		const pages = 20 // fewer than a processor counts by itself
		page := os.Getpagesize()
		mapped, err := syscall.Mmap(-1, 0, 1000*pages*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func() error { return syscall.Munmap(mapped) })
		Expect(syscall.Madvise(mapped, syscall.MADV_NOHUGEPAGE)).To(Succeed())
		// Others work in this process too: some tries come out even.
		next := 0
		Eventually(ctx, func(g Gomega) {
			before, err := self.exactRSS()
			g.Expect(err).NotTo(HaveOccurred())
			for range pages {
				mapped[next*page] = 1
				next++
			}
			g.Expect(self.exactRSS()).To(Equal(before + Bytes(pages*page)))
		}).WithPolling(1).Should(Succeed())
	})
})
