//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"
	"unsafe"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
)

// takenByReading is how many of so many bytes become resident when they are read and were never written: none where the kernel has one
// page of zeros for all that is read, and all of them on some virtual machines, which have no such page.
func takenByReading(bytes int) int {
	GinkgoHelper()
	mapped, err := syscall.Mmap(-1, 0, bytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	Expect(err).NotTo(HaveOccurred())
	self, err := gmem.Self()
	Expect(err).NotTo(HaveOccurred())
	before, err := self.RSS()
	Expect(err).NotTo(HaveOccurred())
	sum := 0
	for i := 0; i < len(mapped); i += os.Getpagesize() {
		sum += int(mapped[i])
	}
	after, err := self.RSS()
	Expect(errors.Join(err, syscall.Munmap(mapped))).To(Succeed())
	Expect(sum).To(BeZero())
	if int(after-before) < bytes/2 {
		return 0
	}
	return bytes
}

// image is data of the program itself, untouched until a spec writes to it.
var image [8 << 20]byte

var _ = Describe("The meter of resident pages", Serial, func() {
	const (
		much  = 32 << 20
		small = 2 << 20 // what the runtime may do meanwhile
	)

	read := func() gmem.Resident {
		GinkgoHelper()
		resident, err := native.ReadResident()
		Expect(err).NotTo(HaveOccurred())
		return resident
	}
	// grown is how much each owner has more after the work than before.
	grown := func(work func()) gmem.Resident {
		GinkgoHelper()
		before := read()
		work()
		after := read()
		return gmem.Resident{
			GoHeap: after.GoHeap - before.GoHeap, GoRuntime: after.GoRuntime - before.GoRuntime,
			Native: after.Native - before.Native, Image: after.Image - before.Image, Stacks: after.Stacks - before.Stacks,
		}
	}
	about := func(bytes int) types.GomegaMatcher { return BeNumerically("~", bytes, small) }

	It("counts of Go's heap what was touched, and not what was only made or read", func(ctx SpecContext) {
		readTakes := takenByReading(much)
		// The runtime takes and gives back memory of its own meanwhile: what is counted wrongly is so every time.
		Eventually(ctx, func(g Gomega) {
			debug.FreeOSMemory()
			first := read().GoHeap
			var made []byte
			g.Expect(grown(func() { made = make([]byte, much) }).GoHeap).To(about(0))
			sum := 0
			g.Expect(grown(func() {
				for i := 0; i < len(made); i += os.Getpagesize() {
					sum += int(made[i])
				}
			}).GoHeap).To(about(readTakes), "as the kernel does it")
			g.Expect(sum).To(BeZero())
			g.Expect(grown(func() {
				for i := 0; i < len(made); i += os.Getpagesize() {
					made[i] = 1
				}
			})).To(And(HaveField("GoHeap", about(much-readTakes)), HaveField("Native", about(0))))
			runtime.KeepAlive(made)
			made = nil
			debug.FreeOSMemory()
			g.Expect(read().GoHeap-first).To(BeNumerically("<", small), "given back")
		}).Should(Succeed())
	})

	It("counts the arenas of glibc in every thread", func() {
		const threads, blocks, size = 4, 4_000, 4_000
		live := native.Read().Malloc
		free := max(int64(read().Native)-live.Bytes-8*live.Blocks, 0) // a header stands before each block
		var alive []unsafe.Pointer
		added := grown(func() { alive = nativetest.AllocateInThreads(threads, blocks, size) }).Native
		nativetest.FreeInThreads(threads, alive)
		Expect(added).To(BeNumerically("<", threads*blocks*size+small))
		Expect(added).To(BeNumerically(">", threads*blocks*size-free-small), "free memory is used first, and may be resident")
	})

	It("counts large blocks too, which glibc maps one by one", func() {
		var block unsafe.Pointer
		Expect(grown(func() { block = nativetest.Malloc(64 << 20) }).Native).To(about(64 << 20))
		nativetest.Free(block)
	})

	It("counts the program's data once it is written to", func() {
		Expect(grown(func() {
			for i := range image {
				image[i] = 1
			}
		})).To(And(HaveField("Image", about(len(image))), HaveField("GoHeap", about(0)), HaveField("GoRuntime", about(0))))
	})

	It("counts the stacks of threads that C started, as deep as they once were, until they have ended", func(ctx SpecContext) {
		const threads, depth = 100, 1 << 20
		large := nativetest.Malloc(depth) // the kernel may join it to the first stack, below it
		DeferCleanup(func() { nativetest.Free(large) })
		var parked []nativetest.Thread
		before := read().Stacks
		Expect(grown(func() {
			for range threads {
				parked = append(parked, nativetest.ParkDeep(depth))
			}
		})).To(And(HaveField("Stacks", about(threads*depth)), HaveField("Native", about(0)), HaveField("GoHeap", about(0)), HaveField("GoRuntime", about(0))))
		for _, thread := range parked {
			thread.Unpark()
		}
		Eventually(ctx, func() gmem.Bytes { return read().Stacks - before }).Should(about(0), "glibc keeps stacks for reuse, and gives back their pages")
	}, SpecTimeout(10*time.Second))

	It("leaves nothing of them unattributed", func(ctx SpecContext) {
		series, err := gmem.Watch(ctx, func(context.Context) error {
			for range 50 {
				DeferCleanup(nativetest.ParkDeep(1 << 20).Unpark)
			}
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		end, measured := series.Parts.At("end")
		Expect(measured).To(BeTrue())
		stacks, _ := end.Part(gmem.PartStacks)
		Expect(stacks).To(BeNumerically(">", 50<<20))
		Expect(end.Unattributed()).To(about(0))
	})

	It("takes memory that is mapped directly for nobody's", func() {
		var pages unsafe.Pointer
		added := grown(func() { pages = nativetest.Mmap(much) })
		nativetest.Munmap(pages, much)
		Expect([]gmem.Bytes{added.GoHeap, added.GoRuntime, added.Native, added.Image, added.Stacks}).To(HaveEach(about(0)))
	})
})

func BenchmarkReadResident(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := native.ReadResident(); err != nil {
			b.Fatal(err)
		}
	}
}
