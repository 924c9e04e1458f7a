package gmem_test

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// hold allocates so much and touches every page, so that it is resident.
func hold(amount gmem.Bytes) []byte {
	block := make([]byte, amount)
	for i := 0; i < len(block); i += 4096 {
		block[i] = 1
	}
	return block
}

var _ = Describe("A process", Serial, func() {
	var self *gmem.Process

	BeforeEach(func() {
		var err error
		self, err = gmem.Self()
		Expect(err).NotTo(HaveOccurred())
		if err := self.Readable(); err != nil {
			Skip(err.Error())
		}
	})

	It("shows 64 MB more of resident memory once it holds them", Label("memory"), func() {
		needsNoSanitizer()
		freeMemory() // else the block may take pages that an earlier spec left
		before, err := self.RSS()
		Expect(err).NotTo(HaveOccurred())
		block := hold(64 * gmem.MB)
		after, err := self.RSS()
		Expect(err).NotTo(HaveOccurred())
		Expect(after - before).To(BeNumerically("~", 64*gmem.MB, 4*gmem.MB))
		runtime.KeepAlive(block)
	})

	It("is measured itself where the environment names another machine's /proc", func() {
		folder := GinkgoT().TempDir()
		Expect(os.Mkdir(filepath.Join(folder, "1"), 0o700)).To(Succeed())
		GinkgoT().Setenv("HOST_PROC", folder)
		other, err := gmem.Self()
		Expect(err).NotTo(HaveOccurred())
		Expect(other.RSS()).To(BeNumerically(">", gmem.MB))
	})

	It("can be another one, until it has ended", func(ctx SpecContext) {
		if runtime.GOOS == "windows" {
			Skip("there is no cat here")
		}
		command := exec.CommandContext(ctx, "cat")
		input, err := command.StdinPipe()
		Expect(err).NotTo(HaveOccurred())
		Expect(command.Start()).To(Succeed())
		other, err := gmem.Open(command.Process.Pid)
		Expect(err).NotTo(HaveOccurred())
		Expect(other.RSS()).To(BeNumerically(">", 0))

		Expect(input.Close()).To(Succeed())
		Expect(command.Wait()).To(Succeed())
		_, err = other.RSS()
		Expect(err).To(MatchError(ContainSubstring("read resident memory of process")))
		Expect(other.Readable()).To(HaveOccurred())
	})

	It("has no memory to read between its end and its parent's notice of it", func(ctx SpecContext) {
		if runtime.GOOS != "linux" {
			Skip("only Linux shows a process that has ended as one without memory")
		}
		command := exec.CommandContext(ctx, "true")
		Expect(command.Start()).To(Succeed())
		DeferCleanup(func() { _ = command.Wait() })
		ended, err := gmem.Open(command.Process.Pid)
		Expect(err).NotTo(HaveOccurred())
		Eventually(ctx, func() error { _, err := ended.RSS(); return err }).Should(
			MatchError(ContainSubstring("the system reports none; has it ended?")))
	})

	DescribeTable("does not exist under an impossible id",
		func(pid int) {
			_, err := gmem.Open(pid)
			Expect(err).To(MatchError(ContainSubstring("open process")))
		},
		Entry("zero", 0), Entry("negative", -1), Entry("too large", math.MaxInt64), Entry("unused", math.MaxInt32),
	)

	Context("on Linux", func() {
		BeforeEach(func() {
			if _, err := self.HighWater(); errors.Is(err, gmem.ErrNoHighWater) {
				Skip(err.Error())
			}
		})

		It("remembers a spike that is over, until the mark is reset", Label("memory"), func() {
			needsNoSanitizer()
			freeMemory()
			Expect(self.ResetHighWater()).To(Succeed())
			before, err := self.HighWater()
			Expect(err).NotTo(HaveOccurred())
			block := hold(64 * gmem.MB)
			runtime.KeepAlive(block)
			freeMemory()
			Expect(self.HighWater()).To(BeNumerically("~", before+64*gmem.MB, 6*gmem.MB))
			Expect(self.ResetHighWater()).To(Succeed())
			Expect(self.HighWater()).To(BeNumerically("<", before+32*gmem.MB))
		})

		It("counts its descriptors, threads and mappings exactly", func() {
			before, err := self.Kernel()
			Expect(err).NotTo(HaveOccurred())
			for range 3 {
				file, err := os.Open(os.DevNull)
				Expect(err).NotTo(HaveOccurred())
				DeferCleanup(file.Close)
			}
			after, err := self.Kernel()
			Expect(err).NotTo(HaveOccurred())
			Expect(after.Descriptors - before.Descriptors).To(Equal(3))
			listed, err := os.ReadDir("/proc/self/fd")
			Expect(err).NotTo(HaveOccurred())
			Expect(after.Descriptors).To(Equal(len(listed)-1), "one of those listed is the listing's own")
			Expect(after.Threads).To(BeNumerically(">", 1))
			Expect(after.Mappings).To(BeNumerically(">", 10))
		})

		It("splits resident memory into parts that add up to it", func() {
			kernel, err := self.Kernel()
			Expect(err).NotTo(HaveOccurred())
			Expect(kernel.RSSAnon).To(BeNumerically(">", 0))
			Expect(kernel.RSSFile).To(BeNumerically(">", 0))
			rss, err := self.RSS()
			Expect(err).NotTo(HaveOccurred())
			Expect(kernel.RSSAnon + kernel.RSSFile + kernel.RSSShmem).To(BeNumerically("~", rss, 2*gmem.MB))
		})
	})
})
