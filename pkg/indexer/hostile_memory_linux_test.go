package indexer_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/duckdb"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

// descriptorsAt is the place of descriptors among the handles.
const descriptorsAt = 1

// openHandles are the handles of the libraries, where they are counted, descriptors and goroutines.
func openHandles(self *gmem.Process) []gmem.HandleCount {
	GinkgoHelper()
	kernel, err := self.Kernel()
	Expect(err).NotTo(HaveOccurred())
	counts := []gmem.HandleCount{
		{Kind: "goroutine", Opened: gmem.ReadGo().Goroutines},
		{Kind: "file descriptor", Opened: int64(kernel.Descriptors)},
	}
	return slices.Concat(counts, duckdb.Handles(), treesitter.Handles())
}

// liveBytes are what is alive on the Go heap and, where it is counted, in the malloc family, which repeat to the byte.
// DuckDB's own allocator is left out: the chunks in its thread caches count as alive and make it move by up to 1.4 MB. The
// memory suite judges it, in a process without such caches.
func liveBytes() gmem.Bytes {
	for range 3 { // finalizers free native memory some time after a collection
		runtime.GC()
		runtime.Gosched()
	}
	return gmem.ReadGo().HeapObjects + gmem.Bytes(native.Read().Malloc.Bytes)
}

var _ = Describe("Indexing everything strange again and again", Serial, Label("slow", "memory"), func() {
	It("leaves nothing open and nothing alive", func(ctx SpecContext) {
		// One thread more than ever before is 2.9 KB on the heap: of 160 files a cycle, that is no growth.
		const warmUp, cycles, runs = 2, 8, 4
		root, folder := GinkgoT().TempDir(), GinkgoT().TempDir()
		hostileTree(root)
		giveAway(folder)
		self, err := gmem.Self()
		Expect(err).NotTo(HaveOccurred())
		var before []gmem.HandleCount
		liveBytes() // collects what planting the tree has left
		descriptors := openHandles(self)[descriptorsAt]
		readings := make([]gmem.Cycle, 0, cycles)
		asNobody(func() {
			for cycle := range cycles {
				var found int64
				for i := range runs {
					status, _ := realIndex(ctx, root, filepath.Join(folder, fmt.Sprint(cycle, i)))
					found += status.Found
					// Before any collection, which would close what has a finalizer.
					Expect(treesitter.Live().Bytes).To(BeZero())
					Expect(openHandles(self)[descriptorsAt]).To(Equal(descriptors))
				}
				readings = append(readings, gmem.Cycle{Files: found, Live: liveBytes()})
				if cycle == warmUp-1 {
					before = openHandles(self)
				}
			}
		})
		Expect(readings).To(gmem.HoldSteady(gmem.SteadyOptions{Method: gmem.ByLive, WarmUp: warmUp}))
		Eventually(ctx, openHandles).WithArguments(self).Should(gmem.CloseAllSince(before))
	}, SpecTimeout(3*time.Minute))
})
