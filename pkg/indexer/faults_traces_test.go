package indexer_test

import (
	"runtime"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/duckdb"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

// traces are what a run could leave in this process.
type traces struct {
	descriptors int
	open        map[string]int64 // handles of the C libraries, by kind
	live        int64            // bytes of the malloc family
}

// slackBytes is how much more may be alive after many runs than before: DuckDB and the driver keep a few kilobytes for
// good: 50 failing runs moved it by 0 bytes and 20 cancelled ones by +312. One parser of tree-sitter holds 7 KB.
const slackBytes = 5_000

// takeTraces reads what there is now, once everything is closed.
func takeTraces() traces {
	GinkgoHelper()
	runtime.GC()
	runtime.GC() // and what the finalizers of the first have let go
	self, err := gmem.Self()
	Expect(err).NotTo(HaveOccurred())
	kernel, err := self.Kernel()
	Expect(err).NotTo(HaveOccurred())
	t := traces{descriptors: kernel.Descriptors, open: map[string]int64{}, live: native.Read().Malloc.Bytes}
	for _, handle := range slices.Concat(duckdb.Handles(), treesitter.Handles()) {
		t.open[handle.Kind] = handle.Opened - handle.Closed
	}
	return t
}

// expectNone expects nothing to have been left since the traces were taken.
func (t traces) expectNone() {
	GinkgoHelper()
	now := takeTraces()
	GinkgoWriter.Printf("live native bytes: %+d\n", now.live-t.live)
	Expect(now.descriptors).To(Equal(t.descriptors), "file descriptors")
	Expect(now.open).To(Equal(t.open), "handles")
	Expect(now.live-t.live).To(BeNumerically("<", slackBytes), "live native bytes")
}

// expectTreesReleased expects no syntax tree to be alive, without the help of a garbage collection.
func expectTreesReleased() {
	GinkgoHelper()
	Expect(treesitter.Live().Bytes).To(BeZero(), "bytes of tree-sitter")
}

func skipUnlessCounted() {
	GinkgoHelper()
	if counted, why := native.Available(); !counted {
		Skip("native memory can't be counted: " + why)
	}
}
